import { anOrder } from '@relevo/testkit/orders';
import { ticketsApp } from '@relevo/testkit/services';
import { afterAll, expect, it } from 'vitest';

const tickets = await ticketsApp();
const path = '/api/tickets';
afterAll(() => tickets[Symbol.asyncDispose]());

type Item = {
  numero: string | null;
  status: number;
  ticket_id?: number;
  type?: string;
  instance?: string;
  errores?: { campo: string; mensaje: string }[];
};

async function sendBatch(items: unknown[]): Promise<Item[]> {
  const { status, body } = await tickets.post(
    `${path}/lote`,
    { tickets: items },
    { 'X-Request-Id': 'lote-1' },
  );
  expect(status).toBe(200);
  return body.resultados;
}

it('answers each ticket by itself, in order, and the same when it is sent again', async () => {
  await tickets.post(path, anOrder('YA-ESTABA'));
  await tickets.post(path, anOrder('OCUPADO'));
  const items = [
    anOrder('L-1'),
    { ...anOrder(''), numero: undefined },
    anOrder('YA-ESTABA'),
    anOrder('OCUPADO', { total: 1 }),
    anOrder('L-1'),
    anOrder('L-1', { total: 1 }),
    null,
    'texto',
    { numero: { a: 1 } },
    { ...anOrder(''), numero: 77 },
    { numero: 'x'.repeat(100) },
    anOrder('L-2'),
  ];
  const first = await sendBatch(items);
  expect(first.map(({ numero, status }) => [numero, status])).toEqual([
    ['L-1', 201],
    [null, 400],
    ['YA-ESTABA', 200],
    ['OCUPADO', 409],
    ['L-1', 200],
    ['L-1', 409],
    [null, 400],
    [null, 400],
    [null, 400],
    ['77', 201],
    ['x'.repeat(64), 400],
    ['L-2', 201],
  ]);
  expect(first[1]).toMatchObject({ type: '/problemas/datos-invalidos', instance: 'lote-1' });
  expect(first[3]).toMatchObject({ type: '/problemas/numero-en-conflicto', ticket_id: 2 });
  expect(first[4]?.ticket_id).toBe(first[0]?.ticket_id);

  const again = await sendBatch(items);
  expect(again.map(({ status }) => status)).toEqual([
    200, 400, 200, 409, 200, 409, 400, 400, 400, 200, 400, 200,
  ]);
  expect(again.map(({ ticket_id }) => ticket_id)).toEqual(first.map(({ ticket_id }) => ticket_id));
  const { body } = await tickets.get('/api/tablero');
  expect(body.tickets.map((ticket: { numero: string }) => ticket.numero)).toEqual([
    'YA-ESTABA',
    'OCUPADO',
    'L-1',
    '77',
    'L-2',
  ]);
});

it('lets others in between, and names ten bad fields of each order at most', async () => {
  const bad = { productos: Array(12).fill({ cantidad: -1, precio: 'x' }) };
  const answered: string[] = [];
  const batch = sendBatch(Array(500).fill(bad)).then((items) => {
    answered.push('batch');
    return items;
  });
  await Promise.all([batch, tickets.get('/livez').then(() => answered.push('other'))]);
  expect(answered).toEqual(['other', 'batch']);
  for (const { errores = [] } of await batch) {
    expect(errores).toHaveLength(11);
    expect(errores.at(-1)?.mensaje).toMatch(/^hay \d+ campos más con errores$/);
  }
});

it('takes 500 tickets at once', async () => {
  const small = Array.from({ length: 500 }, (_, index) => ({
    numero: `Q-${index}`,
    cliente_nombre: 'Ana',
    total: index,
  }));
  const results = await sendBatch(small);
  expect(results.map(({ numero }) => numero)).toEqual(small.map(({ numero }) => numero));
  expect(new Set(results.map(({ status }) => status))).toEqual(new Set([201]));
  expect(new Set(results.map(({ ticket_id }) => ticket_id)).size).toBe(500);
});
