import { boardFingerprint, type Snapshot } from '@relevo/contract';
import { connectBoard, stalledBoard } from '@relevo/testkit/boards';
import { followBoard } from '@relevo/testkit/follow-board';
import { get, post } from '@relevo/testkit/http';
import { anOrder } from '@relevo/testkit/orders';
import { adminOf, memberOf } from '@relevo/testkit/people';
import { ticketsForTest } from '@relevo/testkit/services';
import { aCommand, work } from '@relevo/testkit/work';
import { afterAll, expect, it } from 'vitest';

const service = await ticketsForTest();
afterAll(() => service[Symbol.asyncDispose]());
const { url } = service;

/** So long that a few hundred of them fill what the system itself keeps for a connection. */
const longOnes = { indicaciones: 'x'.repeat(1_990), productos: Array(3).fill('x'.repeat(1_990)) };
let made = 0;

/** New tickets, many in one commit. Resolves with their ids. */
async function manyTickets(count: number, more: object = {}): Promise<number[]> {
  const tickets = Array.from({ length: count }, () => {
    made += 1;
    return anOrder(`L-${made}`, more);
  });
  const { body } = await post(`${url}/api/tickets/lote`, { tickets });
  return body.resultados.map(({ ticket_id }: { ticket_id: number }) => ticket_id);
}

/** Changes each of these new tickets so many times. */
async function change(ticketIds: number[], times: number, from = 1): Promise<void> {
  await Promise.all(
    ticketIds.map(async (ticketId) => {
      const path = `${url}/api/tickets/${ticketId}/comandos`;
      for (let version = from; version < from + times; version += 1)
        await post(path, aCommand('reconocer', version));
    }),
  );
}

const snapshotNow = async (): Promise<Snapshot> => (await get(`${url}/api/tablero`)).body;

it('sends a board that reads every event of a burst of 500, though it never subscribes', async () => {
  await using plain = await connectBoard(url);
  await using board = await followBoard(url);
  const { head } = await snapshotNow();
  await manyTickets(500);
  const heard = await plain.until((events) => events.length >= 500);
  expect(heard.map(({ seq, prev }) => [seq, prev])).toEqual(
    Array.from({ length: 500 }, (_, nth) => [head + nth + 1, head + nth]),
  );
  await board.until((tickets) => tickets.length === head + 500);
});

it('bounds the buffers of 50 stalled boards, serves the others, and catches the stalled ones up', async () => {
  await using stack = new AsyncDisposableStack();
  const stalled = await Promise.all(Array.from({ length: 50 }, () => stalledBoard(url)));
  for (const board of stalled) stack.use(board).stall();
  await using plain = await connectBoard(url);
  await using board = await followBoard(url);
  const { head, epoch } = await snapshotNow();

  for (let lot = 0; lot < 40; lot += 1) await change(await manyTickets(25, longOnes), 1);
  const heard = await plain.until((events) => events.length >= 2_000);
  expect(heard.map(({ seq, prev }) => [seq, prev])).toEqual(
    Array.from({ length: 2_000 }, (_, nth) => [head + nth + 1, head + nth]),
  );
  const now = await snapshotNow();
  const huella = boardFingerprint(now.tickets);
  const shown = await board.until((tickets) => boardFingerprint(tickets) === huella);
  expect(shown).toHaveLength(now.tickets.length);
  expect(board.engine.errorReports.value).toBe(0);

  const awake = stalled.slice(0, 5);
  for (const one of awake) one.read();
  for (const one of awake) {
    await one.until((all) => all.some(({ name, body }) => name === 'posicion' && body.head === now.head));
    const events = one.heard.filter(({ body }) => body.seq > head);
    // What the system keeps for a connection, and what waited here: far from all that has happened.
    expect(events.length).toBeGreaterThan(0);
    expect(events.length).toBeLessThan(1_700);
    one.send(`420["suscribir",{"epoch":"${epoch}","seq":${head}}]`);
    await one.until((all) => all.some(({ name }) => name === 'ack'));
    const reply = one.heard.find(({ name }) => name === 'ack')?.body;
    expect(reply).toEqual(now);
  }

  const [next] = await manyTickets(1);
  for (const one of awake) {
    await one.until((all) => all.some(({ body }) => body.seq > now.head));
    expect(one.heard.at(-1)?.body).toMatchObject({ seq: now.head + 1, prev: now.head, ticket_id: next });
  }
}, 120_000);

it('parks a driver’s stalled page as well, and sends it its own position', async () => {
  const admin = await adminOf(service);
  const rosa = await memberOf(admin, 'repartidor', 'Rosa');
  await using page = await stalledBoard(url, rosa.headers);
  page.stall();
  const theirs = await manyTickets(25, longOnes);
  for (const ticketId of theirs) await work(url, ticketId, ['asignar', { repartidor_id: rosa.person.id }]);
  await change(theirs, 80, 2);
  const { head } = (await rosa.get('/api/tablero')).body;
  page.read();
  await page.until((all) => all.some(({ name, body }) => name === 'posicion' && body.head === head));
  expect(page.heard.filter(({ body }) => body.seq > 0).length).toBeLessThan(1_700);
}, 60_000);
