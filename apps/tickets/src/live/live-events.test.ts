import { copyFile } from 'node:fs/promises';
import {
  boardFingerprint,
  type Position,
  positionSchema,
  type Snapshot,
  ticketEventSchema,
} from '@relevo/contract';
import { connectBoard, connectSocket } from '@relevo/testkit/boards';
import { apiKey, get, post } from '@relevo/testkit/http';
import { anOrder } from '@relevo/testkit/orders';
import { ticketsForTest } from '@relevo/testkit/services';
import { tempDir } from '@relevo/testkit/temp-dir';
import { aCommand } from '@relevo/testkit/work';
import { afterAll, describe, expect, it } from 'vitest';

const tickets = await ticketsForTest();
afterAll(() => tickets[Symbol.asyncDispose]());

let orders = 0;
async function postOrder(url = tickets.url): Promise<{ numero: string; ticket_id: number }> {
  orders += 1;
  return (
    await post(`${url}/api/tickets`, anOrder(`V-${orders}`, { tipo_cliente: 'comerciante', cupon: 'A1' }))
  ).body;
}

async function snapshotOf(url: string): Promise<Snapshot> {
  return (await get(`${url}/api/tablero`)).body;
}

it('sends no board what a shop sent besides: no event, delta or snapshot has it', async () => {
  const { epoch, head } = await snapshotOf(tickets.url);
  await using board = await connectBoard(tickets.url);
  const secret = 'sólo-para-la-tienda'.repeat(100);
  const { body } = await post(`${tickets.url}/api/tickets`, anOrder('EXTRA', { nota_interna: secret }));
  await post(
    `${tickets.url}/api/tickets/${body.ticket_id}/comandos`,
    aCommand('priorizar', 1, { prioridad: 'alta' }),
  );
  const events = await board.until((heard) => heard.length === 2);
  const delta = (await get(`${tickets.url}/api/tablero?epoch=${epoch}&seq=${head}`)).body;
  expect([delta.tipo, delta.eventos.length]).toEqual(['delta', 2]);
  const snapshot = await snapshotOf(tickets.url);
  expect(snapshot.tickets.map(({ numero }) => numero)).toContain('EXTRA');
  expect(JSON.stringify([events, delta, snapshot])).not.toContain('sólo-para-la-tienda');
  const kept = (await get(`${tickets.url}/api/tickets/${body.ticket_id}`)).body;
  expect(kept).toMatchObject({ version: 2, extra: { nota_interna: secret } });
});

it('sends live events, whole and without a gap, to a client that never subscribes', async () => {
  await using board = await connectBoard(tickets.url);
  const { epoch, head } = await snapshotOf(tickets.url);
  const made = [await postOrder(), await postOrder(), await postOrder()];
  const events = await board.until((heard) => heard.length === 3);
  expect(events.map(({ seq, prev, numero }) => [seq, prev, numero])).toEqual(
    made.map(({ numero }, at) => [head + at + 1, head + at, numero]),
  );
  for (const event of events) {
    expect(ticketEventSchema.strict().parse(event)).toEqual(event);
    const { ticket, ...outside } = event;
    const { ticket_id, numero, cliente_nombre, estado, repartidor, prioridad, tipo_cliente } = ticket;
    const summary = { ticket_id, numero, cliente_nombre, estado, repartidor, prioridad, tipo_cliente };
    expect(outside).toMatchObject({ ...summary, epoch, evento: 'nuevo_ticket', autor: 'tienda' });
    const { extra, ...whole } = (await get(`${tickets.url}/api/tickets/${ticket_id}`)).body;
    expect(ticket).toEqual(whole);
    expect(extra).toEqual({ cupon: 'A1' });
  }
});

describe('suscribir', () => {
  it('gives a snapshot, then the exact delta, and then goes on live without a gap', async () => {
    await using board = await connectBoard(tickets.url, { websocketOnly: false });
    const first = await board.subscribe();
    expect(first).toEqual(await snapshotOf(tickets.url));
    const { epoch, head } = first;
    const missed = await postOrder();
    const delta = await board.subscribe({ epoch, seq: head });
    expect(delta).toMatchObject({ tipo: 'delta', epoch, desde: head, head: head + 1 });
    expect('eventos' in delta && delta.eventos.map((event) => 'numero' in event && event.numero)).toEqual([
      missed.numero,
    ]);
    const next = await postOrder();
    const heard = await board.until((events) => events.some(({ numero }) => numero === next.numero));
    expect(heard.at(-1)).toMatchObject({ seq: head + 2, prev: head + 1 });
  });

  it.each([
    ['null', null],
    ['a future number', { seq: 10_000 }],
    ['an unknown epoch', { epoch: 'otra', seq: 0 }],
  ])('gives a snapshot for %s', async (_what, cursor) => {
    await using board = await connectBoard(tickets.url);
    const reply = await board.socket.timeout(5_000).emitWithAck('suscribir', cursor);
    expect(reply.tipo).toBe('instantanea');
  });

  it.each([
    'texto',
    7,
    [1],
    { seq: -1 },
    { seq: '1' },
    { seq: 1.5 },
    { epoch: 5 },
    { epoch: 'e'.repeat(65) },
  ])('answers a problem to the bad cursor %j', async (cursor) => {
    await using board = await connectBoard(tickets.url);
    const reply = await board.socket.timeout(5_000).emitWithAck('suscribir', cursor);
    expect(reply).toMatchObject({ ok: false, problema: { type: '/problemas/datos-invalidos', status: 400 } });
  });

  it('survives a question without an acknowledgement', async () => {
    await using board = await connectBoard(tickets.url);
    for (const bad of [[], [{}], [{}, 'no function'], [() => {}]]) board.socket.emit('suscribir', ...bad);
    expect((await board.subscribe()).tipo).toBe('instantanea');
  });
});

it('sends a board its position when it connects, with the fingerprint of what the board shows', async () => {
  await postOrder();
  const told = Promise.withResolvers<Position>();
  const hear = (name: string, body: unknown) => name === 'posicion' && told.resolve(body as Position);
  const socket = await connectSocket(tickets.url, { auth: { token: apiKey } }, hear);
  const position = await told.promise;
  socket.disconnect();
  expect(positionSchema.strict().parse(position)).toEqual(position);
  const board = await snapshotOf(tickets.url);
  expect(position).toMatchObject({
    epoch: board.epoch,
    head: board.head,
    huella: boardFingerprint(board.tickets),
    ultima_entrada: board.tickets
      .map((ticket) => ticket.llegado_en)
      .toSorted()
      .at(-1),
  });
  expect(Math.abs(Date.parse(position.ahora) - Date.now())).toBeLessThan(5_000);
});

it('goes on in the same epoch after a restart: the next number follows', async () => {
  using dir = tempDir();
  let before: { epoch: string; head: number };
  {
    await using first = await ticketsForTest({ dir: dir.path });
    await postOrder(first.url);
    before = await snapshotOf(first.url);
  }
  await using second = await ticketsForTest({ dir: dir.path });
  await using board = await connectBoard(second.url);
  const made = await postOrder(second.url);
  const [event] = await board.until((events) => events.length > 0);
  expect(event).toMatchObject({ epoch: before.epoch, seq: before.head + 1, prev: before.head });
  expect(made.ticket_id).toBe(2);
  const delta = await board.subscribe({ epoch: before.epoch, seq: before.head });
  expect(delta).toMatchObject({ tipo: 'delta', head: before.head + 1 });
});

it('gives a snapshot to a board that is ahead because an older copy of the database was put back', async () => {
  using dir = tempDir();
  const copy = `${dir.path}/copia.db`;
  let databaseFile: string;
  {
    await using service = await ticketsForTest({ dir: dir.path });
    databaseFile = service.databaseFile;
    await postOrder(service.url);
  }
  await copyFile(databaseFile, copy);
  let newer: Snapshot;
  {
    await using service = await ticketsForTest({ dir: dir.path });
    await postOrder(service.url);
    newer = await snapshotOf(service.url);
  }
  await copyFile(copy, databaseFile);
  await using restored = await ticketsForTest({ dir: dir.path });
  await using board = await connectBoard(restored.url);
  const reply = await board.subscribe({ epoch: newer.epoch, seq: newer.head });
  expect(reply).toMatchObject({ tipo: 'instantanea', head: 1 });
  expect('tickets' in reply && reply.tickets).toHaveLength(1);
});
