import { connectBoard } from '@relevo/testkit/boards';
import { get, post } from '@relevo/testkit/http';
import { anOrder } from '@relevo/testkit/orders';
import { storeForTest, ticketsForTest } from '@relevo/testkit/services';
import { expect, it } from 'vitest';

const twoHundred = Array.from({ length: 200 });

it('makes one ticket, one row and one broadcast of 200 posts at once with one number', async () => {
  await using tickets = await ticketsForTest();
  await using board = await connectBoard(tickets.url);
  const url = `${tickets.url}/api/tickets`;
  const answers = await Promise.all(twoHundred.map(() => post(url, anOrder('UNO'))));

  expect(countOf(answers, 201)).toBe(1);
  expect(countOf(answers, 200)).toBe(199);
  expect(new Set(answers.map((answer) => answer.body.ticket_id)).size).toBe(1);
  expect((await get(`${url}?numero=UNO`)).body.tickets).toHaveLength(1);

  // What comes next on the same connection shows that nothing else came before it.
  await post(url, anOrder('DOS'));
  const events = await board.until((heard) => heard.some((event) => event.numero === 'DOS'));
  expect(events.map((event) => [event.evento, event.numero, event.seq])).toEqual([
    ['nuevo_ticket', 'UNO', 1],
    ['nuevo_ticket', 'DOS', 2],
  ]);
});

it('makes one order and one ticket of 200 posts at once with one Idempotency-Key', async () => {
  await using tickets = await ticketsForTest();
  await using store = await storeForTest({ env: { TICKETS_URL: tickets.url } });
  await using board = await connectBoard(tickets.url);
  const { numero: _none, ...order } = anOrder('');
  const place = () => post(`${store.url}/api/pedidos`, order, { 'Idempotency-Key': 'carrito-1' });
  const answers = await Promise.all(twoHundred.map(place));

  expect(countOf(answers, 201)).toBe(1);
  expect(countOf(answers, 200)).toBe(199);
  const [numero, ...others] = new Set(answers.map((answer) => answer.body.numero));
  expect(others).toEqual([]);
  expect(numero).toMatch(/^PED-\d{8}-[0-9A-Z]{8}$/);
  await board.until((heard) => heard.length > 0);
  expect((await get(`${tickets.url}/api/tickets`)).body.tickets).toMatchObject([{ numero, total: 7500.5 }]);
  expect(board.events).toHaveLength(1);
});

function countOf(answers: { status: number }[], status: number): number {
  return answers.filter((answer) => answer.status === status).length;
}
