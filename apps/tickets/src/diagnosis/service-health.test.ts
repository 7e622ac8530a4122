import { rename } from 'node:fs/promises';
import { healthSchema, ticketPaths } from '@relevo/contract';
import { connectBoard } from '@relevo/testkit/boards';
import { createFakeClock } from '@relevo/testkit/clock';
import { get, post } from '@relevo/testkit/http';
import { anOrder } from '@relevo/testkit/orders';
import { expectProblem } from '@relevo/testkit/problems';
import { ticketsApp, ticketsForTest } from '@relevo/testkit/services';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';

it('shows older monitors that it is healthy and how many tickets there are, without a key', async () => {
  await using tickets = await ticketsApp();
  await tickets.post('/api/tickets', anOrder('UNO'));
  const { status, body } = await tickets.get('/health', { 'X-API-Key': undefined });
  expect(status).toBe(200);
  expect(body).toEqual({
    status: 'healthy',
    service: 'relevo-tickets',
    database: 'ok',
    total_tickets: 1,
    version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
  });
});

it('knows how many tickets there are without counting them, whatever else was posted', async () => {
  await using tickets = await ticketsApp();
  const twice = anOrder('DOS-VECES');
  await Promise.all([tickets.post('/api/tickets', twice), tickets.post('/api/tickets', twice)]);
  await tickets.post('/api/tickets', { ...twice, total: 1 });
  await tickets.post('/api/tickets/lote', { tickets: [anOrder('A'), twice, {}, anOrder('B')] });
  const db = new Database(tickets.databaseFile, { readonly: true });
  const { counted } = db.prepare('SELECT count(*) AS counted FROM tickets').get() as { counted: number };
  db.close();
  expect(counted).toBe(3);
  expect((await tickets.get('/health')).body.total_tickets).toBe(counted);
});

it('writes to its disk once a second, however many ask for its health', async () => {
  const clock = createFakeClock({ startAt: Date.now(), realSleep: true });
  await using tickets = await ticketsApp({ clock });
  const db = new Database(tickets.databaseFile, { readonly: true });
  const room = () => db.prepare<[], string>('SELECT hex(room) FROM storage_room').pluck().get();
  const ask = () =>
    Promise.all(Array.from({ length: 20 }, (_, nth) => tickets.get(nth % 2 ? '/health' : '/healthz'))).then(
      (answers) => answers.map(({ status }) => status),
    );
  expect(new Set(await ask())).toEqual(new Set([200]));
  const written = room();
  clock.advance(999);
  await ask();
  expect(room()).toBe(written);
  clock.advance(1);
  await ask();
  expect(room()).not.toBe(written);
  db.close();
});

it('says that it is unhealthy and takes nothing while its database file is gone, then goes on', async () => {
  await using tickets = await ticketsForTest();
  const { url, databaseFile } = tickets;
  await using board = await connectBoard(url);
  await post(`${url}/api/tickets`, anOrder('ANTES'));

  await rename(databaseFile, `${databaseFile}.lejos`);
  const health = await get(`${url}/healthz`);
  expect(health.status).toBe(503);
  expect(healthSchema.parse(health.body)).toMatchObject({ status: 'unhealthy', database: 'error' });
  const legacy = await get(`${url}/health`);
  expect([legacy.status, legacy.headers.get('retry-after')]).toEqual([503, '5']);
  expect(legacy.body).toMatchObject({ status: 'unhealthy', database: 'error' });
  const refused = await post(`${url}/api/tickets`, anOrder('DURANTE'));
  expectProblem(refused, 'no-disponible');
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(JSON.stringify(refused.body)).not.toMatch(/sql|\.db|DURANTE|Gómez|\/tmp/i);
  const batch = await post(`${url}/api/tickets/lote`, { tickets: [anOrder('DURANTE'), {}] });
  expect(batch.body.resultados).toMatchObject([{ numero: 'DURANTE', status: 503 }, { status: 400 }]);

  await rename(`${databaseFile}.lejos`, databaseFile);
  expect((await post(`${url}/api/tickets`, anOrder('DURANTE'))).status).toBe(201);
  // The last probe is good for a second.
  await expect
    .poll(async () => (await get(`${url}/healthz`)).body, { timeout: 5_000 })
    .toMatchObject({
      status: 'healthy',
      database: 'ok',
    });
  const heard = await board.until((events) => events.length === 2);
  expect(heard.map(({ numero, seq }) => [numero, seq])).toEqual([
    ['ANTES', 1],
    ['DURANTE', 2],
  ]);
});

it('documents every route of the contract', async () => {
  await using tickets = await ticketsApp();
  const { body } = await tickets.get('/api/openapi.json', { 'X-API-Key': undefined });
  const methods = Object.fromEntries(
    Object.entries(body.paths).map(([path, operations]) => [
      path,
      Object.keys(operations as object).toSorted(),
    ]),
  );
  const { tickets: list, receive, batch, session, ticket, history, board, legacyHealth } = ticketPaths;
  const { boardTotals, boardSettings, summary, summaryCsv, testOrder, diagnosis } = ticketPaths;
  expect(methods).toMatchObject({
    [list]: ['get', 'post'],
    [receive]: ['post'],
    [batch]: ['post'],
    [session]: ['delete', 'get', 'post'],
    [ticket.replace(':id', '{id}')]: ['get'],
    [history.replace(':id', '{id}')]: ['get'],
    [board]: ['get'],
    [boardTotals]: ['get'],
    [summary]: ['get'],
    [summaryCsv]: ['get'],
    [boardSettings]: ['get', 'put'],
    [testOrder]: ['post'],
    [diagnosis]: ['get'],
    [legacyHealth]: ['get'],
    '/healthz': ['get'],
    '/livez': ['get'],
    '/readyz': ['get'],
    '/metrics': ['get'],
  });
  const created = body.paths[list].post;
  expect(Object.keys(created.responses)).toEqual(
    expect.arrayContaining(['200', '201', '400', '401', '409', '413', '415', '503']),
  );
  expect(created.security).toEqual([{ clave: ['tickets:escribir'] }]);
});
