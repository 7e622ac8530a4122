import { storePaths, ticketPaths } from '@relevo/contract';
import { get } from '@relevo/testkit/http';
import { storeForTest, ticketsForTest } from '@relevo/testkit/services';
import { expect, it } from 'vitest';
import { attackHttp, signInAnew } from '../scripts/proof/faults/hostile/attack-http.ts';
import { attackSockets } from '../scripts/proof/faults/hostile/attack-sockets.ts';
import { forgottenPaths, readApi, unasked } from '../scripts/proof/faults/hostile/operations.ts';
import { exchange, isRefusal, rawAttacks } from '../scripts/proof/faults/hostile/raw-bytes.ts';

// The same with 20 000 requests and figures: `npm run faults -- hostile`.
const seed = 1;
const nobody = 'http://127.0.0.1:1';

it('answers hostile requests to every endpoint of the store with proper refusals', async () => {
  await using store = await storeForTest({ env: { TICKETS_URL: nobody, RELAY_WAIT_MS: '0', DEMO: '1' } });
  const { operations } = await readApi(store.url);
  expect(forgottenPaths(operations, Object.values(storePaths))).toEqual([]);
  const { faults, byOperation } = await attackHttp(store.url, { requests: 600, seed });
  expect(faults).toEqual([]);
  expect(unasked(operations, byOperation)).toEqual([]);
});

it('answers hostile requests to every endpoint of the ticket service, and hostile events, likewise', async () => {
  await using tickets = await ticketsForTest();
  const { url } = tickets;
  const { operations } = await readApi(url);
  expect(forgottenPaths(operations, Object.values(ticketPaths))).toEqual([]);
  const signIn = () => signInAnew(url, tickets.databaseFile);
  const { faults, byOperation } = await attackHttp(url, { requests: 1_000, seed, signIn });
  expect(faults).toEqual([]);
  expect(unasked(operations, byOperation)).toEqual([]);
  const headers = { Cookie: await signIn() };
  expect((await attackSockets(url, { events: 300, seed, headers })).faults).toEqual([]);
});

it('refuses bytes that are not HTTP, or closes the connection', async () => {
  await using tickets = await ticketsForTest();
  const port = Number(new URL(tickets.url).port);
  const answers = await Promise.all(
    rawAttacks('/api/tickets').map(async ({ what, bytes }) => ({ what, ...(await exchange(port, bytes)) })),
  );
  expect(answers.filter((answer) => !isRefusal(answer))).toEqual([]);
  expect((await get(`${tickets.url}/livez`)).status).toBe(200);
});
