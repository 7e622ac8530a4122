import { followBoard } from '@relevo/testkit/follow-board';
import { get, post } from '@relevo/testkit/http';
import { anOrder } from '@relevo/testkit/orders';
import { type ServiceProcess, startProcess } from '@relevo/testkit/processes';
import { tempDir } from '@relevo/testkit/temp-dir';
import { until } from '@relevo/testkit/until';
import { expect, it } from 'vitest';

const orderCount = 2_000;
const checkouts = 24;
const killsOfEach = 5;

it('makes every acknowledged order one ticket, on an open board, through five kills of each service', async () => {
  using dir = tempDir();
  await using tickets = await startProcess('tickets', dir.path);
  await using store = await startProcess('store', dir.path, {
    TICKETS_URL: tickets.url,
    RELAY_WAIT_MS: '500',
  });
  await using board = await followBoard(tickets.url);

  const numbers = Array.from({ length: orderCount }, (_, index) => `K-${index}`);
  const waiting = [...numbers];
  const kills = killPlan(tickets, store);
  const restarts: Promise<void>[] = [];
  let acknowledged = 0;

  async function checkout(): Promise<void> {
    for (let numero = waiting.shift(); numero !== undefined; numero = waiting.shift()) {
      await placeUntilAcknowledged(store.url, numero);
      acknowledged += 1;
      if (acknowledged >= (kills[0]?.after ?? Number.POSITIVE_INFINITY))
        restarts.push(kills.shift()?.kill() ?? Promise.resolve());
    }
  }
  await Promise.all(Array.from({ length: checkouts }, checkout));
  await Promise.all(restarts);
  expect(restarts).toHaveLength(2 * killsOfEach);

  await until(
    () => get(`${store.url}/api/entregas`),
    ({ body }) => body.cuentas.entregada === orderCount,
    60_000,
  );
  const stored = await allTickets(tickets.url);
  expect(stored.toSorted()).toEqual(numbers.toSorted());
  const shown = await board.until((tickets) => tickets.length >= orderCount);
  expect(shown.map((ticket) => ticket.numero).toSorted()).toEqual(numbers.toSorted());
}, 120_000);

/** Kills in turn, spread over the orders. */
function killPlan(tickets: ServiceProcess, store: ServiceProcess) {
  const step = orderCount / (2 * killsOfEach + 1);
  return Array.from({ length: 2 * killsOfEach }, (_, index) => ({
    after: Math.round(step * (index + 1)),
    kill: () => (index % 2 === 0 ? tickets : store).killAndRestart(),
  }));
}

/** As a checkout does: the same order again until somebody says that it has been taken. */
async function placeUntilAcknowledged(url: string, numero: string): Promise<void> {
  await until(
    () => post(`${url}/api/pedidos`, anOrder(numero)).catch(() => ({ status: 0 })),
    ({ status }) => status === 200 || status === 201,
  );
}

async function allTickets(url: string): Promise<string[]> {
  const numbers: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const { body } = await get(`${url}/api/tickets?limite=500&cursor=${cursor}`);
    numbers.push(...body.tickets.map((ticket: { numero: string }) => ticket.numero));
    cursor = body.cursor;
  }
  return numbers;
}
