import { randomUUID } from 'node:crypto';
import { boardFingerprint, type Snapshot, ticketPaths, tvReplySchema } from '@relevo/contract';
import { followBoard } from '@relevo/testkit/follow-board';
import { adminOf, type Client, isChange, type Line, memberOf, tvOf } from '@relevo/testkit/people';
import { expectProblem } from '@relevo/testkit/problems';
import { ticketsForTest } from '@relevo/testkit/services';
import { newTicket, work } from '@relevo/testkit/work';
import { afterAll, describe, expect, it } from 'vitest';

const service = await ticketsForTest();
afterAll(() => service[Symbol.asyncDispose]());
const { url } = service;
const admin = await adminOf(service);
const rosa = await memberOf(admin, 'repartidor', 'Rosa privado-chofer');

/** All that a shop may know of a customer, each under a mark of its own. */
const personal = {
  cliente_nombre: 'Ana privado-apellido',
  cliente_direccion: 'privado-calle 123',
  cliente_telefono: '11-privado-telefono',
  cliente_email: 'privado-correo@ejemplo.com',
  metodo_pago: 'privado-pago',
  indicaciones: 'privado-indicaciones, timbre 3',
  tipo_cliente: 'privado-tipo',
  origen: 'privado-origen',
  total: 13_577_531.5,
  dni: 'privado-dni',
  productos: [
    {
      nombre: 'Pizza',
      cantidad: 2,
      precio: 13_577_531.5,
      notas: 'sin aceitunas',
      sucursal: 'privado-sucursal',
    },
    { nombre: 'Soda', cantidad: 1, regalo_para: 'privado-regalo' },
  ],
};

const marks = (heard: unknown) => JSON.stringify(heard).match(/privado[-\w]*|13577531/g) ?? [];

/** Takes an order through everything that can happen to it, as several people. */
async function wholeLife(): Promise<number[]> {
  const [delivered, cancelled] = [await newTicket(url, personal), await newTicket(url, personal)];
  const assign = ['asignar', { repartidor_id: rosa.person.id }] as const;
  const later = { indicaciones: 'privado-nota' };
  for (const ticketId of [delivered, cancelled])
    await work(
      url,
      ticketId,
      ['reconocer'],
      [...assign],
      ['priorizar', { prioridad: 'alta' }],
      ['anotar', later],
    );
  await work(
    url,
    delivered,
    ['marcar_item', { indice: 0, hecho: true }],
    ['avanzar'],
    ['avanzar'],
    ['avanzar'],
  );
  await work(url, delivered, ['deshacer'], ['avanzar']);
  await work(url, cancelled, ['cancelar', { motivo: 'privado-motivo' }]);
  await work(url, cancelled, ['deshacer']);
  const print = { id: randomUUID(), dispositivo: 'privado-caja', automatica: false };
  expect((await admin.call('POST', `/api/tickets/${cancelled}/impresiones`, print)).status).toBe(200);
  return [delivered, cancelled];
}

/** Waits until the line has heard the head of the log. */
async function caughtUp(line: Line): Promise<void> {
  const { head } = (await admin.get('/api/tablero')).body;
  await line.until((events) => events.some(({ body }) => body.seq === head));
}

describe('a TV', () => {
  it('is sent nothing about a customer but the first name, in whatever way it asks', async () => {
    const tv = await tvOf(admin);
    await newTicket(url, personal);
    await using line = await tv.connect();
    const { epoch, head } = await line.subscribe();
    await wholeLife();
    await caughtUp(line);
    await line.position();
    await line.subscribe();
    await line.subscribe({ epoch, seq: head });
    await tv.get('/api/tablero');
    await tv.get(`/api/tablero?epoch=${epoch}&seq=${head}`);
    await tv.get('/api/tablero/totales');
    await tv.get('/api/sesion');
    for (const version of [1, 2, 13])
      await line.command(1, { cmd_id: randomUUID(), version, accion: 'avanzar' });
    await everyOtherPath(tv);

    const names = new Set(line.events.filter(isChange).map(({ name }) => name));
    expect([...names].sort()).toEqual([
      'nuevo_ticket',
      'ticket_actualizado',
      'ticket_asignado',
      'ticket_retirado',
    ]);
    expect(marks(tv.heard)).toEqual([]);
    const all = JSON.stringify(tv.heard);
    for (const shown of ['"Ana"', '"Rosa"', 'Pizza', 'sin aceitunas']) expect(all).toContain(shown);
    // The marks are there for whoever may see them.
    expect(marks((await admin.get('/api/tablero')).body).length).toBeGreaterThan(20);
  });

  it('gets a snapshot of what is open and a delta, both by the contract, and a position that fits', async () => {
    const tv = await tvOf(admin);
    await using line = await tv.connect();
    const before = await line.subscribe();
    const [delivered = 0, open = 0] = await wholeLife();
    await caughtUp(line);
    const snapshot = (await tv.get('/api/tablero')).body as Snapshot;
    const delta = await line.subscribe({ epoch: before.epoch, seq: before.head });
    for (const reply of [snapshot, delta]) expect(tvReplySchema.parse(reply)).toEqual(reply);
    const ids = snapshot.tickets.map(({ ticket_id }) => ticket_id);
    expect(ids).toContain(open);
    expect(ids).not.toContain(delivered);
    const { head, huella } = await line.position();
    expect([head, huella]).toEqual([snapshot.head, boardFingerprint(snapshot.tickets)]);
    // The numbers are those of everybody: nothing is missing between two of them.
    const seqs = line.events.filter(isChange).map(({ body }) => [body.prev, body.seq]);
    for (const [prev, seq] of seqs) expect(seq).toBe((prev ?? 0) + 1);
  });

  it('keeps a board that never finds a fault', async () => {
    const { headers } = await tvOf(admin);
    await using board = await followBoard(url, { headers });
    await wholeLife();
    const { head } = (await admin.get('/api/tablero')).body;
    const open = new Set<number>();
    for (const { ticket_id, estado } of (await admin.get('/api/tablero')).body.tickets)
      if (estado !== 'entregado' && estado !== 'cancelado') open.add(ticket_id);
    await board.until(
      (tickets) => tickets.length === open.size && tickets.every((one) => open.has(one.ticket_id)),
    );
    expect(head).toBeGreaterThan(0);
    // Two positions: one may have been sent before the last event.
    for (const _ of [1, 2]) {
      const told = board.engine.ultimaEntrada.value;
      await newTicket(url);
      await expect.poll(() => board.engine.ultimaEntrada.value, { timeout: 15_000 }).not.toBe(told);
    }
    expect(board.engine.errorReports.value).toBe(0);
    expect(board.engine.connection.value.kind).toBe('live');
  }, 60_000);

  it('is refused everything else', async () => {
    const tv = await tvOf(admin);
    for (const [path, answer] of await everyOtherPath(tv)) {
      expect([path, answer.status]).toEqual([path, 403]);
      expectProblem(answer, 'prohibido');
    }
    await using line = await tv.connect();
    for (const ticketId of [1, 999_999]) {
      const reply = await line.command(ticketId, { cmd_id: randomUUID(), version: 1, accion: 'avanzar' });
      expect(reply).toMatchObject({ ok: false, problema: { type: '/problemas/prohibido' } });
    }
  });
});

/** Asks for all that a TV has no part in; the last one is a ticket that does not exist. */
async function everyOtherPath(tv: Client) {
  const ofTicket = [ticketPaths.ticket, ticketPaths.history].map((path) => path.replace(':id', '1'));
  const { tickets, closedTickets, summary, summaryCsv, drivers, people, tvLinks } = ticketPaths;
  const reads = [
    tickets,
    `${tickets}?q=privado`,
    closedTickets,
    ...ofTicket,
    summary,
    summaryCsv,
    drivers,
    people,
  ];
  const writes = [ticketPaths.commands, ticketPaths.prints].map((path) => path.replace(':id', '1'));
  const asked: [path: string, answer: Awaited<ReturnType<Client['get']>>][] = [];
  for (const path of [...reads, tvLinks, `${tickets}/999999`]) asked.push([path, await tv.get(path)]);
  for (const path of [...writes, ticketPaths.testOrder]) asked.push([path, await tv.call('POST', path, {})]);
  asked.push([ticketPaths.boardSettings, await tv.call('PUT', ticketPaths.boardSettings, {})]);
  return asked;
}
