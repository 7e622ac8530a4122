import { orderReplySchema, storePaths } from '@relevo/contract';
import { anOrder } from '@relevo/testkit/orders';
import { expectProblem } from '@relevo/testkit/problems';
import { scriptedTickets } from '@relevo/testkit/scripted-peer';
import { storeApp } from '@relevo/testkit/services';
import { afterAll, describe, expect, it } from 'vitest';

const peer = await scriptedTickets([{ status: 201 }]);
const store = await storeApp({ env: { TICKETS_URL: peer.url } });
afterAll(() => store[Symbol.asyncDispose]());
afterAll(() => peer[Symbol.asyncDispose]());

describe('GET /api/pedidos/:numero', () => {
  it('gives the order as it was placed, its ticket and every attempt', async () => {
    const order = anOrder('L-1', { cupon: 'X', entrega: 'a la tarde', ticket: 'no' });
    await store.post('/api/pedidos', order);
    const { status, body } = await store.get('/api/pedidos/L-1');
    expect(status).toBe(200);
    expect(orderReplySchema.parse(body)).toEqual(body);
    const { recibido_en, entrega, ticket, intentos, ...placed } = body;
    const { entrega: _e, ticket: _t, ...asPlaced } = order as Record<string, unknown>;
    expect(placed).toEqual(asPlaced);
    expect(Math.abs(Date.parse(recibido_en) - Date.now())).toBeLessThan(30_000);
    const ticket_id = peer.tickets.get('L-1');
    expect(entrega).toMatchObject({ estado: 'entregada', intentos: 1, ticket_id });
    const times = { actualizado_en: expect.any(String) };
    expect(ticket).toEqual({
      ticket_id,
      estado: 'pendiente',
      repartidor_asignado: null,
      version: null,
      ...times,
    });
    const attempt = { n: 1, resultado: 'entregada', status: 201 };
    expect(intentos).toEqual([{ ...attempt, en: expect.any(String), duracion_ms: expect.any(Number) }]);
  });

  it('finds a number with signs that a path must encode', async () => {
    const numero = 'Ñ 1/2 #3?%';
    await store.post('/api/pedidos', anOrder(numero));
    expect((await store.get(`/api/pedidos/${encodeURIComponent(numero)}`)).body.numero).toBe(numero);
  });

  it.each(['NADA', 'l-1', '%00', "'%20OR%201=1", 'x'.repeat(2_000)])('answers 404 to %s', async (numero) => {
    expectProblem(await store.get(`/api/pedidos/${numero}`), 'no-encontrado');
  });

  it('answers 400 to a path that is no UTF-8', async () => {
    expectProblem(await store.get('/api/pedidos/%ED%A0%80'), 'datos-invalidos');
  });
});

it('answers GET /test without a key', async () => {
  const { status, body } = await store.get('/test', { 'X-API-Key': undefined });
  expect(status).toBe(200);
  expect(body).toEqual({
    status: 'ok',
    service: 'relevo-store',
    version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
  });
});

it.each([
  ['GET', '/api/pedidos', 'POST, OPTIONS'],
  ['DELETE', '/api/pedidos/1', 'GET, HEAD, OPTIONS'],
  ['POST', '/api/entregas', 'GET, HEAD, OPTIONS'],
  ['GET', '/api/entregas/reintentar', 'POST, OPTIONS'],
  ['GET', '/api/entregas/1/reintentar', 'POST, OPTIONS'],
  ['PUT', '/api/confirmar-ticket/1', 'POST, OPTIONS'],
  ['GET', '/api/pedido/confirmar/1', 'POST, OPTIONS'],
  ['POST', '/test', 'GET, HEAD, OPTIONS'],
])('answers 405 to %s %s', async (method, path, allow) => {
  const answer = await store.call(method, path);
  expectProblem(answer, 'metodo-no-permitido');
  expect(answer.headers.get('allow')).toBe(allow);
});

it('answers 404 elsewhere, and takes a repeated slash for one', async () => {
  expectProblem(await store.get('/api/tickets'), 'no-encontrado');
  expect((await store.post('//api/pedidos', anOrder('BARRA'))).status).toBe(201);
});

it('documents every route of the contract', async () => {
  const { body } = await store.get('/api/openapi.json', { 'X-API-Key': undefined });
  for (const path of Object.values(storePaths)) {
    expect(Object.keys(body.paths)).toContain(path.replace(/:(\w+)/g, '{$1}'));
  }
  expect(Object.keys(body.paths[storePaths.orders].post.responses)).toEqual(
    expect.arrayContaining(['200', '201', '400', '401', '409', '413', '415', '503']),
  );
});
