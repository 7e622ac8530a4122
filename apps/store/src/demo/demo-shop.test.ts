import { anOrder } from '@relevo/testkit/orders';
import { expectProblem } from '@relevo/testkit/problems';
import { scriptedTickets } from '@relevo/testkit/scripted-peer';
import { storeApp } from '@relevo/testkit/services';
import supertest from 'supertest';
import { expect, it } from 'vitest';

const noKey = { 'X-API-Key': undefined };

it('has no shop page and takes no order without a key unless DEMO is on', async () => {
  await using peer = await scriptedTickets();
  await using store = await storeApp({ env: { TICKETS_URL: peer.url } });
  for (const path of ['/', '/shop.js', '/demo/config', '/demo/pedidos/1', '/index.html']) {
    expectProblem(await store.get(path, noKey), 'no-encontrado');
  }
  expectProblem(await store.post('/demo/pedidos', anOrder('D-1'), noKey), 'no-encontrado');
  expect(peer.requests).toEqual([]);
});

it('serves the shop page with DEMO=1, and takes its orders, but from no other site', async () => {
  await using peer = await scriptedTickets();
  await using store = await storeApp({ env: { TICKETS_URL: peer.url, DEMO: '1' } });
  const page = await supertest(store.app).get('/');
  expect(page.status).toBe(200);
  expect(page.headers['content-type']).toMatch(/^text\/html/);
  expect(page.text).toMatch(/^<!doctype html>/i);
  expect((await store.get('/demo/config', noKey)).body).toEqual({ tablero: peer.url });

  const orders = '/demo/pedidos';
  const other = { ...noKey, 'Sec-Fetch-Site': 'cross-site' };
  expectProblem(await store.post(orders, anOrder('D-1'), other), 'prohibido');
  expectProblem(await store.post(orders, {}, noKey), 'datos-invalidos', ['cliente_nombre', 'total']);
  expect(peer.requests).toEqual([]);

  const placed = await store.post(orders, anOrder('D-1'), { ...noKey, 'Sec-Fetch-Site': 'same-origin' });
  expect(placed.status).toBe(201);
  expect((await store.get(`${orders}/D-1`, noKey)).body).toMatchObject({
    numero: 'D-1',
    ticket: { ticket_id: 1 },
  });
  expectProblem(await store.get('/api/pedidos/D-1', noKey), 'no-autorizado');
});

it('shows no order but those of its own page, whatever their number', async () => {
  await using peer = await scriptedTickets();
  await using store = await storeApp({ env: { TICKETS_URL: peer.url, DEMO: '1' } });
  const sameSite = { ...noKey, 'Sec-Fetch-Site': 'same-origin' };
  expect((await store.post('/api/pedidos', anOrder('D-2', { total: 1 }))).status).toBe(201);
  expectProblem(await store.get('/demo/pedidos/D-2', noKey), 'no-encontrado');
  expect((await store.post('/demo/pedidos', anOrder('D-2', { total: 2 }), sameSite)).status).toBe(201);
  expect((await store.get('/demo/pedidos/D-2', noKey)).body.total).toBe(2);
  expect((await store.get('/api/pedidos/D-2')).body.total).toBe(1);
});

it('shows where the board is without the password that the ticket service may be behind', async () => {
  const env = { TICKETS_URL: 'http://ana:SECRET@127.0.0.1:1', DEMO: '1' };
  await using store = await storeApp({ env });
  expect((await store.get('/demo/config', noKey)).body).toEqual({ tablero: 'http://127.0.0.1:1' });
});
