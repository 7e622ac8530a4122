import { apiKey } from '@relevo/testkit/http';
import { anOrder } from '@relevo/testkit/orders';
import { expectProblem } from '@relevo/testkit/problems';
import { scriptedTickets } from '@relevo/testkit/scripted-peer';
import { storeApp } from '@relevo/testkit/services';
import { tempDir } from '@relevo/testkit/temp-dir';
import { afterAll, expect, it } from 'vitest';

const keys = { a: 'clave-de-la-sucursal-a-0001', b: 'clave-de-la-sucursal-b-0002' };
const RELAY_API_KEY = `tienda:${apiKey},a:${keys.a},b:${keys.b}`;
const peer = await scriptedTickets();
const store = await storeApp({ env: { TICKETS_URL: peer.url, RELAY_API_KEY, RELAY_WAIT_MS: '20000' } });
afterAll(() => store[Symbol.asyncDispose]());
afterAll(() => peer[Symbol.asyncDispose]());

type Caller = keyof typeof keys;
const by = (caller: Caller) => ({ 'X-API-Key': keys[caller] });
const place = (caller: Caller, numero: string, more: object = {}, headers: Record<string, string> = {}) =>
  store.post('/api/pedidos', anOrder(numero, more), { ...by(caller), ...headers });
const read = (caller: Caller, path: string) => store.get(`/api/pedidos/${path}`, by(caller));

it('takes one number from two callers as two orders, and hands each over in its caller’s name', async () => {
  const ofA = await place('a', '1042', { total: 10 });
  const ofB = await place('b', '1042', { total: 20 });
  expect([ofA.status, ofB.status]).toEqual([201, 201]);
  expect(ofA.body.entrega.ticket_id).not.toBe(ofB.body.entrega.ticket_id);

  const again = await place('a', '1042', { total: 10 });
  expect([again.status, again.body.entrega.ticket_id]).toEqual([200, ofA.body.entrega.ticket_id]);
  expectProblem(await place('a', '1042', { total: 20 }), 'numero-en-conflicto');

  const sent = peer.requests.filter(({ json }) => (json as { numero: string }).numero === '1042');
  expect(
    sent.map(({ headers, json }) => [headers['relevo-fuente'], (json as { total: number }).total]),
  ).toEqual([
    ['a', 10],
    ['b', 20],
  ]);
});

it('means the asking key’s own order by a number', async () => {
  await place('a', 'PROPIO', { total: 10 });
  expectProblem(await read('b', 'PROPIO'), 'no-encontrado');
  await place('b', 'PROPIO', { total: 20 });
  expect((await read('a', 'PROPIO')).body.total).toBe(10);
  expect((await read('b', 'PROPIO')).body.total).toBe(20);
});

it('reads the order of a named caller for a key that speaks for all', async () => {
  await place('a', 'NOMBRADO', { total: 10 });
  expectProblem(await store.get('/api/pedidos/NOMBRADO'), 'no-encontrado');
  expect((await store.get('/api/pedidos/NOMBRADO?fuente=a')).body.total).toBe(10);
  expectProblem(await store.get('/api/pedidos/NOMBRADO?fuente=b'), 'no-encontrado');
  for (const bad of ['A', 'con espacio', 'x'.repeat(33)]) {
    const answer = await store.get(`/api/pedidos/NOMBRADO?fuente=${encodeURIComponent(bad)}`);
    expectProblem(answer, 'datos-invalidos', ['fuente']);
  }
});

it('keeps the idempotency keys of two callers apart', async () => {
  const key = { 'Idempotency-Key': 'la-misma' };
  const [ofA, ofB] = [await place('a', 'CLAVE-A', {}, key), await place('b', 'CLAVE-B', {}, key)];
  expect([ofA.status, ofB.status]).toEqual([201, 201]);
  const later = { 'Idempotency-Key': 'otra' };
  expect((await place('b', 'CLAVE-B', {}, later)).status).toBe(200);
  expect((await place('a', 'CLAVE-B', {}, later)).status).toBe(201);
  expect((await place('b', 'CLAVE-B', { total: 1 }, later)).status).toBe(409);
});

it.each(['/api/confirmar-ticket', '/api/pedido/confirmar'])(
  'takes a confirmation for the named caller’s order: %s',
  async (path) => {
    const numero = path.split('/').join('-');
    const [ofA, ofB] = [await place('a', numero), await place('b', numero)];
    const ticketOf = async (caller: Caller) => (await read(caller, numero)).body.ticket;
    const tell = (query: string, ticket_id: number, headers = {}) =>
      store.post(`${path}/${numero}${query}`, { ticket_id, estado: 'en-camino', version: 2 }, headers);

    expect((await tell('?fuente=b', ofB.body.entrega.ticket_id)).body).toMatchObject({ estado: 'en-camino' });
    expect(await ticketOf('b')).toMatchObject({ estado: 'en-camino', version: 2 });
    expect(await ticketOf('a')).toMatchObject({ estado: 'pendiente', version: null });
    expect((await tell('?fuente=a', ofB.body.entrega.ticket_id)).body.ignorado).toBe(true);
    expectProblem(await tell('?fuente=c', ofB.body.entrega.ticket_id), 'no-encontrado');
    // Without a name it is the order of the key that tells.
    expectProblem(await tell('', ofB.body.entrega.ticket_id), 'no-encontrado');
    expect((await tell('', ofA.body.entrega.ticket_id, by('a'))).status).toBe(200);
    expect(await ticketOf('a')).toMatchObject({ estado: 'en-camino' });
    expectProblem(await tell('?fuente=A', 1), 'datos-invalidos', ['fuente']);
  },
);

it('lists deliveries with whose order each is', async () => {
  const { body } = await place('b', 'LISTADO');
  const { entregas } = (await store.get('/api/entregas?limite=1')).body;
  expect(entregas).toMatchObject([{ id: body.entrega.id, numero: 'LISTADO', fuente: 'b' }]);
  expect(entregas[0]).not.toHaveProperty('relevada_como');
});

it('names the caller on each attempt, also on those of a store that was started again', async () => {
  using dir = tempDir();
  await using down = await scriptedTickets([{ status: 503 }]);
  const options = { dir: dir.path, env: { TICKETS_URL: down.url, RELAY_API_KEY, RELAY_WAIT_MS: '20000' } };
  {
    await using first = await storeApp(options);
    await first.post('/api/pedidos', anOrder('OTRA-VEZ'), by('b'));
  }
  const sent = down.requests.length;
  await using _second = await storeApp(options);
  await down.received(sent + 1);
  expect(new Set(down.requests.map(({ headers }) => headers['relevo-fuente']))).toEqual(new Set(['b']));
});

it('keeps an order under the name by which a ticket service of before took it', async () => {
  await using old = await scriptedTickets([{ status: 201, body: answerOfBefore('VIEJO') }]);
  await using store = await storeApp({
    env: { TICKETS_URL: old.url, RELAY_API_KEY, RELAY_WAIT_MS: '20000' },
  });
  const { body } = await store.post('/api/pedidos', anOrder('VIEJO'), by('a'));
  expect(body.entrega.estado).toBe('entregada');
  const { entregas } = (await store.get('/api/entregas')).body;
  expect(entregas).toMatchObject([{ fuente: 'a', relevada_como: 'tienda' }]);

  // Sent again to a ticket service that knows callers by now, it finds the ticket that there is.
  old.follow([{ status: 200 }]);
  await store.post(`/api/entregas/${body.entrega.id}/reintentar`, {});
  await old.received(2);
  expect(old.requests.map(({ headers }) => headers['relevo-fuente'])).toEqual(['a', 'tienda']);
  const told = { ticket_id: 7, estado: 'en-camino', version: 2 };
  expect((await store.post('/api/confirmar-ticket/VIEJO?fuente=tienda', told)).body.numero).toBe('VIEJO');
});

/** What a ticket service says that knows no caller but the relay. */
function answerOfBefore(numero: string) {
  return {
    exito: true,
    ticket_id: 7,
    numero,
    estado: 'pendiente',
    prioridad: 'normal',
    repartidor_asignado: null,
    fecha_creacion: '2026-11-22T12:00:00.000Z',
    cliente_nombre: 'Ana',
    total: 7500.5,
    idempotent: false,
  };
}
