import type { Action, SocketCommandReply, Ticket } from '@relevo/contract';
import { followBoard } from '@relevo/testkit/follow-board';
import { get, post } from '@relevo/testkit/http';
import { adminOf, isChange, memberOf } from '@relevo/testkit/people';
import { startProcess } from '@relevo/testkit/processes';
import { ticketsForTest } from '@relevo/testkit/services';
import { tempDir } from '@relevo/testkit/temp-dir';
import { until } from '@relevo/testkit/until';
import { aCommand, newTicket, ticketNow } from '@relevo/testkit/work';
import { expect, it } from 'vitest';

type Command = ReturnType<typeof aCommand>;

const byId = (tickets: Iterable<Ticket>) => [...tickets].toSorted((a, b) => a.ticket_id - b.ticket_id);

it('takes a ticket from the shop to the customer, and every page and the history agree', async () => {
  await using service = await ticketsForTest();
  const { url } = service;
  const admin = await adminOf(service);
  const ana = await memberOf(admin, 'operador', 'Ana');
  const rosa = await memberOf(admin, 'repartidor', 'Rosa');
  await using board = await followBoard(url);
  await using kitchen = await ana.connect();
  await using bike = await rosa.connect();
  const ticketId = await newTicket(url);

  const steps: [who: typeof kitchen, accion: Action, more?: object][] = [
    [kitchen, 'avanzar'],
    [kitchen, 'marcar_item', { indice: 0, hecho: true }],
    [kitchen, 'asignar', { repartidor_id: rosa.person.id }],
    [bike, 'avanzar'],
    [bike, 'avanzar'],
  ];
  for (const [index, [line, accion, more]] of steps.entries()) {
    const reply = await line.command(ticketId, aCommand(accion, index + 1, more));
    expect(reply).toMatchObject({ ok: true, ticket: { version: index + 2 } });
  }

  const { ticket, historial } = await ticketNow(url, ticketId);
  expect(ticket).toMatchObject({ estado: 'entregado', repartidor: rosa.person, version: 6 });
  const told = historial.map(({ autor, accion, a }) => [autor, accion, a]);
  expect(told).toEqual([
    ['tienda', 'crear', 'pendiente'],
    ['Ana', 'avanzar', 'en-preparacion'],
    ['Ana', 'marcar_item', 'Yerba 1kg: hecho'],
    ['Ana', 'asignar', 'Rosa'],
    ['Rosa', 'avanzar', 'en-camino'],
    ['Rosa', 'avanzar', 'entregado'],
  ]);
  const [shown] = await board.until(([first]) => first?.version === 6);
  expect(shown).toEqual(onBoard(ticket));
  const heard = await bike.until((events) => events.some(({ body }) => body.seq === 6));
  expect(heard.filter(isChange).map(({ name, body }) => [name, body.seq])).toEqual([
    ['ticket_asignado', 4],
    ['ticket_actualizado', 5],
    ['ticket_actualizado', 6],
  ]);
});

it('does each command of a crowd once: rows, versions, answers and boards agree', async () => {
  await using service = await ticketsForTest();
  const { url } = service;
  const admin = await adminOf(service);
  await using stack = new AsyncDisposableStack();
  const crowd = await Promise.all(
    Array.from({ length: 6 }, async () => {
      const client = await memberOf(admin, 'operador');
      return { client, line: stack.use(await client.connect()) };
    }),
  );
  await using board = await followBoard(url);
  const ids = [await newTicket(url), await newTicket(url), await newTicket(url)];
  const done = new Map<string, number>();

  // Everybody works on the same few tickets, looks before each command, and sends each twice, by either way.
  await Promise.all(
    crowd.map(async ({ client, line }, nth) => {
      for (let round = 0; round < 30; round += 1) {
        const ticketId = ids[(nth + round) % ids.length] ?? 0;
        const { version } = (await client.get(`/api/tickets/${ticketId}`)).body;
        const command = aCommand('priorizar', version, { prioridad: round % 2 === 0 ? 'alta' : 'baja' });
        const [http, socket] = await Promise.all([
          client.command(ticketId, command),
          line.command(ticketId, command),
        ]);
        expect(statusOf(socket)).toBe(http.status);
        if (http.status !== 200) continue;
        expect(socket).toEqual({ ok: true, ...http.body });
        done.set(command.cmd_id, http.body.seq);
      }
    }),
  );

  expect(done.size).toBeGreaterThan(20);
  const now = await Promise.all(ids.map((id) => ticketNow(url, id)));
  const rows = now.flatMap(({ historial }) => historial.filter(({ accion }) => accion === 'priorizar'));
  expect(rows.map(({ seq }) => seq).toSorted((a, b) => a - b)).toEqual(
    [...done.values()].toSorted((a, b) => a - b),
  );
  for (const { ticket, historial } of now) expect(ticket.version).toBe(historial.length);
  const versions = now.map(({ ticket }) => ticket.version).join();
  const shown = await board.until(
    (tickets) =>
      byId(tickets)
        .map(({ version }) => version)
        .join() === versions,
  );
  expect(byId(shown)).toEqual(now.map(({ ticket }) => onBoard(ticket)));
  expect(board.engine.errorReports.value).toBe(0);
});

/** A ticket as boards have it: what only its shop knows of an order is not sent to them. */
function onBoard({ extra: _extra, ...ticket }: Ticket) {
  return ticket;
}

function statusOf(reply: SocketCommandReply): number {
  return reply.ok ? 200 : reply.problema.status;
}

it('does each command once although a kill of the service lost its answer', async () => {
  using dir = tempDir();
  await using service = await startProcess('tickets', dir.path);
  const { url } = service;
  await using board = await followBoard(url);
  const ids = await Promise.all(Array.from({ length: 8 }, () => newTicket(url)));
  let answered = 0;
  const kills: Promise<void>[] = [];

  // As a board does: the same command again until it is answered.
  const send = (ticketId: number, command: Command) =>
    until(
      () => post(`${url}/api/tickets/${ticketId}/comandos`, command).catch(() => ({ status: 0, body: {} })),
      ({ status }) => status === 200 || status === 409,
    );
  await Promise.all(
    ids.map(async (ticketId) => {
      for (let version = 1; version <= 25; version += 1) {
        const { status, body } = await send(ticketId, aCommand('reconocer', version));
        expect([status, body.ticket.version]).toEqual([200, version + 1]);
        answered += 1;
        if (answered % 90 === 0) kills.push(service.killAndRestart());
      }
    }),
  );
  await Promise.all(kills);
  expect(kills).toHaveLength(2);

  for (const ticketId of ids) {
    const { ticket, historial } = await ticketNow(url, ticketId);
    expect(ticket.version).toBe(26);
    expect(historial.map(({ accion }) => accion)).toEqual(['crear', ...Array(25).fill('reconocer')]);
  }
  const shown = await board.until((tickets) => tickets.every(({ version }) => version === 26));
  expect(byId(shown)).toEqual(byId((await get(`${url}/api/tablero`)).body.tickets));
}, 60_000);
