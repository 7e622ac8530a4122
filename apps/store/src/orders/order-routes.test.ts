import { defaultShopClock, placedReplySchema, shopDayOf } from '@relevo/contract';
import { apiKey } from '@relevo/testkit/http';
import { anOrder } from '@relevo/testkit/orders';
import { expectProblem } from '@relevo/testkit/problems';
import { scriptedTickets } from '@relevo/testkit/scripted-peer';
import { storeApp } from '@relevo/testkit/services';
import { afterAll, describe, expect, it } from 'vitest';

const peer = await scriptedTickets();
const store = await storeApp({ env: { TICKETS_URL: peer.url } });
const orders = '/api/pedidos';
afterAll(() => store[Symbol.asyncDispose]());
afterAll(() => peer[Symbol.asyncDispose]());

const sentFor = (numero: string) =>
  peer.requests.filter(({ json }) => (json as { numero?: unknown }).numero === numero);

function withoutNumber(more: object = {}): object {
  const { numero: _none, ...order } = anOrder('', more);
  return order;
}

describe('POST /api/pedidos', () => {
  it('answers 201 once the order is a ticket, and 200 to the same order again, which is not sent again', async () => {
    const first = await store.post(orders, anOrder('P-1'));
    expect(first.status).toBe(201);
    expect(first.headers.get('idempotent-replayed')).toBeNull();
    expect(placedReplySchema.strict().parse(first.body)).toEqual({
      exito: true,
      numero: 'P-1',
      total: 7500.5,
      entrega: {
        id: expect.any(Number),
        estado: 'entregada',
        intentos: 1,
        ticket_id: peer.tickets.get('P-1'),
      },
      idempotent: false,
    });
    const again = await store.post(orders, anOrder('P-1', { fecha_creacion: 'otra', total: '7500.50' }));
    expect(again.status).toBe(200);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(again.body).toEqual({ ...first.body, idempotent: true });
    expect(sentFor('P-1')).toHaveLength(1);
  });

  it('answers 409 to another order under a number that is taken', async () => {
    await store.post(orders, anOrder('P-2'));
    const answer = await store.post(orders, anOrder('P-2', { total: 1 }));
    expectProblem(answer, 'numero-en-conflicto');
    expect(answer.body).toMatchObject({ numero: 'P-2', ticket_id: peer.tickets.get('P-2') });
    expect((await store.get(`${orders}/P-2`)).body.total).toBe(7500.5);
  });

  it('makes a number where none was given, another one each time', async () => {
    const answers = await Promise.all([
      store.post(orders, withoutNumber()),
      store.post(orders, { ...withoutNumber(), numero: null }),
    ]);
    const numbers = answers.map(({ body }) => body.numero);
    const today = shopDayOf(Date.now(), defaultShopClock).replaceAll('-', '');
    for (const numero of numbers) expect(numero).toMatch(new RegExp(`^PED-${today}-[2-9A-Z]{8}$`));
    expect(new Set(numbers).size).toBe(2);
  });

  it('gives the same order back for the same Idempotency-Key, with and without its number', async () => {
    const key = { 'Idempotency-Key': 'carrito-1' };
    const first = await store.post(orders, withoutNumber(), key);
    const again = await store.post(orders, withoutNumber(), key);
    const named = await store.post(orders, { ...withoutNumber(), numero: first.body.numero }, key);
    expect([first.status, again.status, named.status]).toEqual([201, 200, 200]);
    expect([again.body.numero, named.body.numero]).toEqual([first.body.numero, first.body.numero]);
    expect(sentFor(first.body.numero)).toHaveLength(1);
  });

  it('warns of an order that cannot be told when it comes again, and of what seems mistyped', async () => {
    const campos = async (order: object, headers = {}, path = orders) =>
      (await store.post(path, order, headers)).body.avisos?.map(({ campo }: { campo: string }) => campo);
    expect(await campos(withoutNumber())).toEqual(['numero']);
    expect(await campos(withoutNumber(), { 'Idempotency-Key': 'carrito-9' })).toBeUndefined();
    expect(await campos(anOrder('W-1'))).toBeUndefined();
    const typo = { ...anOrder('W-2'), metodo_pgo: 'x', metodo_pago: undefined };
    // Sent again it is the same order, and the same advice.
    for (let time = 0; time < 2; time += 1)
      expect(await campos(typo, {}, `${orders}?modo=x`)).toEqual(['metodo_pgo', 'modo']);
    const bad = await store.post(orders, { numero: 'W-3', nombre: 'Ana', total: 1 });
    expectProblem(bad, 'datos-invalidos', ['cliente_nombre']);
    expect(bad.body.avisos).toMatchObject([{ campo: 'nombre' }]);
  });

  it('answers 409 to another order under an Idempotency-Key that is taken', async () => {
    const key = { 'Idempotency-Key': 'carrito-2' };
    const first = await store.post(orders, withoutNumber(), key);
    for (const other of [withoutNumber({ total: 1 }), anOrder('P-9')]) {
      const answer = await store.post(orders, other, key);
      expectProblem(answer, 'numero-en-conflicto');
      expect(answer.body.numero).toBe(first.body.numero);
    }
    expectProblem(await store.get(`${orders}/P-9`), 'no-encontrado');
  });
});

it('answers 409 to another order under a key that an order was sent again with', async () => {
  expect((await store.post(orders, anOrder('C-1'))).status).toBe(201);
  for (const clave of ['vuelta-1', 'vuelta-2', 'vuelta-2']) {
    expect((await store.post(orders, anOrder('C-1'), { 'Idempotency-Key': clave })).status).toBe(200);
  }
  for (const clave of ['vuelta-1', 'vuelta-2']) {
    const answer = await store.post(orders, anOrder('C-2', { total: 1 }), { 'Idempotency-Key': clave });
    expectProblem(answer, 'numero-en-conflicto');
    expect(answer.body.numero).toBe('C-1');
    expect((await store.post(orders, withoutNumber(), { 'Idempotency-Key': clave })).body.numero).toBe('C-1');
  }
  expectProblem(await store.get(`${orders}/C-2`), 'no-encontrado');
  expect(sentFor('C-1')).toHaveLength(1);
});

describe('the call to the ticket service', () => {
  it('carries the order as it came in, byte for byte', async () => {
    const order = anOrder('B-1', { cupon: 'ÑANDÚ 🧉', vacio: '', nulo: null, hondo: { a: [1, { b: 'c' }] } });
    await store.post(orders, order);
    expect(sentFor('B-1').map(({ body }) => body)).toEqual([JSON.stringify(order)]);
  });

  it('carries the number that was made, after what came in', async () => {
    const order = withoutNumber({ cupon: 'X' });
    const { numero } = (await store.post(orders, order)).body;
    expect(sentFor(numero).map(({ body }) => body)).toEqual([JSON.stringify({ ...order, numero })]);
  });

  it('carries the ids of the request, the key and the sender', async () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const given = { 'X-Request-Id': 'caja-1:77', traceparent: `00-${traceId}-00f067aa0ba902b7-01` };
    await store.post(orders, anOrder('H-1'), { ...given, 'Idempotency-Key': 'del-cliente' });
    const [{ method, path, headers } = expect.fail('nothing was sent')] = sentFor('H-1');
    expect([method, path]).toEqual(['POST', '/api/tickets']);
    expect(headers).toMatchObject({
      'x-api-key': apiKey,
      'x-request-id': 'caja-1:77',
      'content-type': expect.stringMatching(/^application\/json/),
      'user-agent': expect.stringMatching(/^relevo-store\/\d+\.\d+\.\d+/),
    });
    expect(headers.traceparent).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`));
    expect(headers.traceparent).not.toContain('00f067aa0ba902b7');
    expect(headers['idempotency-key']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('carries another key for each order', async () => {
    await Promise.all(['K-1', 'K-2', 'K-3'].map((numero) => store.post(orders, anOrder(numero))));
    const keys = ['K-1', 'K-2', 'K-3'].flatMap(sentFor).map(({ headers }) => headers['idempotency-key']);
    expect(new Set(keys).size).toBe(3);
  });
});

it('sends the first of several keys and takes all of them', async () => {
  const [newKey, oldKey] = ['clave-nueva-de-la-tienda-01', 'clave-vieja-de-la-tienda-02'];
  await using rotating = await storeApp({
    env: { TICKETS_URL: peer.url, RELAY_API_KEY: `tienda:${newKey},tienda:${oldKey}` },
  });
  const place = (key: string) => rotating.post('/api/pedidos', anOrder('ROTA'), { 'X-API-Key': key });
  expect([(await place(oldKey)).status, (await place(newKey)).status]).toEqual([201, 200]);
  expect(sentFor('ROTA').map(({ headers }) => headers['x-api-key'])).toEqual([newKey]);
});
