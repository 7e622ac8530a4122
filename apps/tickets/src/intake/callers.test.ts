import { type Scope, type ShownKey, ticketPaths } from '@relevo/contract';
import { createFakeClock } from '@relevo/testkit/clock';
import { anOrder } from '@relevo/testkit/orders';
import { adminOf } from '@relevo/testkit/people';
import { expectProblem } from '@relevo/testkit/problems';
import { ticketsApp } from '@relevo/testkit/services';
import { tempDir } from '@relevo/testkit/temp-dir';
import { expect, it } from 'vitest';

const [keyA, keyB] = ['clave-de-la-sucursal-a-0001', 'clave-de-la-sucursal-b-0002'];

it('keeps the numbers of two callers apart and says whose each ticket is', async () => {
  await using tickets = await ticketsApp({ env: { RELAY_API_KEY: `a:${keyA},b:${keyB}` } });
  const path = '/api/tickets';
  const place = (key: string, order: object) => tickets.post(path, order, { 'X-API-Key': key });
  const ofA = await place(keyA, anOrder('1'));
  const ofB = await place(keyB, anOrder('1', { total: 9 }));
  expect([ofA.status, ofB.status]).toEqual([201, 201]);
  expect(ofA.body.ticket_id).not.toBe(ofB.body.ticket_id);
  expect((await place(keyB, anOrder('1', { total: 9 }))).body.ticket_id).toBe(ofB.body.ticket_id);
  expect((await place(keyA, anOrder('1', { total: 9 }))).status).toBe(409);

  const { body } = await tickets.get(`${path}?numero=1`, { 'X-API-Key': keyA });
  expect(
    body.tickets.map((ticket: { fuente: string; total: number }) => [ticket.fuente, ticket.total]),
  ).toEqual([
    ['b', 9],
    ['a', 7500.5],
  ]);
});

it('takes an order as that of the caller for whom the relay hands it over', async () => {
  await using tickets = await ticketsApp({ env: { RELAY_API_KEY: `tienda:${keyA}` } });
  const relay = (fuente: string | undefined, path: string, body: object) =>
    tickets.post(path, body, { 'X-API-Key': keyA, 'Relevo-Fuente': fuente });
  const place = (fuente?: string, more: object = {}) => relay(fuente, '/api/tickets', anOrder('1042', more));
  const [ofA, ofB, own] = [
    await place('a'),
    await place('b', { total: 9 }),
    await place(undefined, { total: 8 }),
  ];
  expect([ofA, ofB, own].map(({ status, body }) => [status, body.fuente])).toEqual([
    [201, 'a'],
    [201, 'b'],
    [201, 'tienda'],
  ]);
  expect(await place('a')).toMatchObject({
    status: 200,
    body: { ticket_id: ofA.body.ticket_id, fuente: 'a' },
  });
  expect((await place('tienda', { total: 8 })).body.ticket_id).toBe(own.body.ticket_id);

  const batch = await relay('b', '/api/tickets/lote', {
    tickets: [anOrder('1042', { total: 9 }), anOrder('1043')],
  });
  expect(batch.body.resultados).toMatchObject([
    { status: 200, ticket_id: ofB.body.ticket_id },
    { status: 201, fuente: 'b' },
  ]);
  const { body } = await tickets.get('/api/tickets?numero=1043', { 'X-API-Key': keyA });
  expect(body.tickets).toMatchObject([{ numero: '1043', fuente: 'b' }]);
});

it('believes an age only of a relay, and refuses no order for it', async () => {
  const clock = createFakeClock({ realSleep: true });
  await using tickets = await ticketsApp({ env: { RELAY_API_KEY: `tienda:${keyA}` }, clock });
  const admin = await adminOf(tickets);
  const alcances: Scope[] = ['tickets:escribir', 'tickets:leer'];
  const made = await admin.call('POST', ticketPaths.keys, { nombre: 'local-a', fuente: 'local-a', alcances });
  const shop = (made.body as ShownKey).clave;
  const now = new Date(clock.now()).toISOString();
  const placed = new Date(clock.now() - 2_400_000).toISOString();
  const cases: [key: string, age: string, fecha_creacion: string][] = [
    [keyA, '2400000', placed],
    [keyA, 'ayer', now],
    [keyA, '-1', now],
    [keyA, String(8 * 86_400_000), now],
    [shop, '2400000', now],
  ];
  for (const [at, [key, age, fecha_creacion]] of cases.entries()) {
    const order = anOrder(`E-${at}`);
    const say = (header: string) =>
      tickets.post('/api/tickets', order, { 'X-API-Key': key, 'Relevo-Age': header });
    expect(await say(age)).toMatchObject({ status: 201, body: { fecha_creacion, llegado_en: now } });
    // Sent again it is older; the ticket keeps the age that it came in with.
    expect(await say('2500000')).toMatchObject({ status: 200, body: { fecha_creacion, llegado_en: now } });
  }
  const batch = await tickets.post(
    '/api/tickets/lote',
    { tickets: [anOrder('E-LOTE')] },
    { 'X-API-Key': keyA, 'Relevo-Age': '2400000' },
  );
  expect(batch.body.resultados).toMatchObject([{ status: 201, fecha_creacion: placed }]);
});

it('takes more unknown fields only of an order that a store has accepted', async () => {
  await using tickets = await ticketsApp({ env: { RELAY_API_KEY: `tienda:${keyA}` } });
  const large = anOrder('1044', { notas_del_carrito: Array(20).fill('x'.repeat(1_000)) });
  const direct = await tickets.post('/api/tickets', large, { 'X-API-Key': keyA });
  expectProblem(direct, 'datos-invalidos', ['notas_del_carrito']);
  const relayed = await tickets.post('/api/tickets', large, { 'X-API-Key': keyA, 'Relevo-Fuente': 'a' });
  expect(relayed.status).toBe(201);
});

it.each(['', 'A', 'con espacio', 'x'.repeat(33), 'a,b'])(
  'refuses «%s» as the name of a caller',
  async (fuente) => {
    await using tickets = await ticketsApp();
    const answer = await tickets.post('/api/tickets', anOrder('1'), { 'Relevo-Fuente': fuente });
    expectProblem(answer, 'datos-invalidos', ['Relevo-Fuente']);
  },
);

it('takes two keys without a caller for one caller, before, during and after a rotation', async () => {
  using dir = tempDir();
  const statuses: number[] = [];
  for (const [accepted, used] of [
    [keyA, keyA],
    [`${keyB},${keyA}`, keyA],
    [`${keyB},${keyA}`, keyB],
    [keyB, keyB],
    [keyB, keyA],
  ] as const) {
    await using tickets = await ticketsApp({ dir: dir.path, env: { RELAY_API_KEY: accepted } });
    const answer = await tickets.post('/api/tickets', anOrder('ROTA'), { 'X-API-Key': used });
    statuses.push(answer.status);
  }
  expect(statuses).toEqual([201, 200, 200, 200, 401]);
});
