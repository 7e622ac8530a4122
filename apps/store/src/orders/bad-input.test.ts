import { badFields, hugeOrder, notOrders, orderInLatin1, orderWith } from '@relevo/testkit/bad-orders';
import { anOrder } from '@relevo/testkit/orders';
import { expectProblem } from '@relevo/testkit/problems';
import { scriptedTickets } from '@relevo/testkit/scripted-peer';
import { storeApp } from '@relevo/testkit/services';
import { afterAll, afterEach, describe, expect, it } from 'vitest';

const peer = await scriptedTickets();
const store = await storeApp({ env: { TICKETS_URL: peer.url } });
const path = '/api/pedidos';
afterAll(() => store[Symbol.asyncDispose]());
afterAll(() => peer[Symbol.asyncDispose]());

afterEach(async () => {
  const { body } = await store.get('/api/entregas');
  expect(body).toMatchObject({ entregas: [], cuentas: { pendiente: 0, entregada: 0, rechazada: 0 } });
  expect(peer.requests).toEqual([]);
});

it('names every bad field at once', async () => {
  const answer = await store.post(path, {
    numero: '',
    total: -1,
    estado: 'x',
    productos: [{ cantidad: 1 }],
    otro: '\u0000',
  });
  const campos = ['numero', 'cliente_nombre', 'total', 'productos.0.nombre', 'estado', 'otro'];
  expectProblem(answer, 'datos-invalidos', campos);
});

describe('an order with a bad field', () => {
  it.each(badFields)('is refused: $field = $json', async (bad) => {
    expectProblem(
      await store.post(path, orderWith('MALO', bad)),
      'datos-invalidos',
      bad.campos ?? [bad.field],
    );
  });
});

describe('a body that is no order', () => {
  it.each(notOrders)('$what is refused', async ({ text, campos }) => {
    expectProblem(await store.post(path, text), campos ? 'datos-invalidos' : 'json-invalido', campos);
  });

  it('1 MB is refused', async () => {
    expectProblem(await store.post(path, hugeOrder('GRANDE')), 'cuerpo-demasiado-grande');
  });

  it('bytes that are not UTF-8 are refused', async () => {
    expectProblem(await store.post(path, orderInLatin1('LATIN1')), 'json-invalido');
  });

  it('JSON that is not said to be JSON is refused', async () => {
    expectProblem(
      await store.post(path, anOrder('TIPO'), { 'Content-Type': 'text/plain' }),
      'tipo-no-soportado',
    );
  });
});

it.each(['', ' ', 'con espacio', 'ñandú', 'x'.repeat(256)])(
  'refuses the Idempotency-Key «%s»',
  async (key) => {
    const answer = await store.post(path, anOrder('CLAVE'), { 'Idempotency-Key': key });
    expectProblem(answer, 'datos-invalidos', ['Idempotency-Key']);
  },
);

it.each([undefined, '', 'otra-clave'])('refuses X-API-Key: %s before it looks at the body', async (key) => {
  const headers = { 'X-API-Key': key };
  expectProblem(await store.post(path, '{', headers), 'no-autorizado');
  for (const path of ['/api/entregas/reintentar', '/api/entregas/1/reintentar', '/api/confirmar-ticket/A']) {
    expectProblem(await store.post(path, '{', headers), 'no-autorizado');
  }
  for (const path of ['/api/pedidos/A', '/api/entregas']) {
    expectProblem(await store.get(path, headers), 'no-autorizado');
  }
});

it('refuses an order that would be above the limit of the ticket service by the number made for it', async () => {
  const { numero: _numero, ...order } = anOrder('SIN-NUMERO');
  const productsOf = (names: string[]) => names.map((nombre) => ({ nombre, cantidad: 1 }));
  const bare = Buffer.byteLength(JSON.stringify({ ...order, productos: productsOf([]) }));
  const line = Buffer.byteLength(JSON.stringify(productsOf(['x'.repeat(900)])));
  const length = Math.floor((256 * 1024 - bare) / line) - 1;
  const lines = Array.from({ length }, () => 'x'.repeat(900));
  const rest = 256 * 1024 - bare - Buffer.byteLength(JSON.stringify(productsOf(lines))) - 100;
  const full = { ...order, productos: productsOf([...lines, 'x'.repeat(rest)]) };
  const shorter = 256 * 1024 - Buffer.byteLength(JSON.stringify(full));
  const body = { ...full, productos: productsOf([...lines, 'x'.repeat(rest + shorter)]) };
  expect(Buffer.byteLength(JSON.stringify(body))).toBe(256 * 1024);
  expectProblem(await store.post(path, body), 'cuerpo-demasiado-grande');
});
