import { tempDir } from '@relevo/testkit/temp-dir';
import { alternate, ratiosOf, spreadOf } from '../../figures.ts';
import { freePort } from '../../server-process.ts';
import { createLoader, tellGenerator } from '../load.ts';
import { nowMs } from '../machine.ts';
import { size } from '../options.ts';
import { anOrder, postText } from '../orders.ts';
import { startStore, startTickets } from '../servers.ts';
import type { Row } from '../table.ts';
import { storeWaitingOrders, waitForDrained } from '../waiting-orders.ts';

/** Row 7: the ticket service was away, and comes back to orders that wait in the store. */
export async function measureBacklog(): Promise<Row[]> {
  await using stack = new AsyncDisposableStack();
  const { path: dir } = stack.use(await tempDir());
  const tickets = stack.use(await startTickets({ dir }));
  const load = createLoader({ dir, request: postText('/api/tickets', anOrder()), connections: 64 });
  const rounds = Math.min(size.rounds, 2);
  // Warm like that of row 1 itself. Each drain starts anew, as it does in life.
  await load.warm(tickets);
  await load(tickets);
  const subjects = { drain: drainOnce, row1: () => load(tickets) };
  const found = await alternate(subjects, { rounds, warmUp: false });
  return [
    {
      number: 7,
      workload: `${size.waiting} orders waiting, the ticket service comes back: drained`,
      unit: '/s',
      ours: spreadOf(found.drain),
      baseline: { name: 'row 1', figure: spreadOf(found.row1) },
      ratio: spreadOf(ratiosOf(found.drain, found.row1)),
      target: { of: 'ratio', bound: 'at least', value: 0.6, text: '≥ 0.6 ×' },
      note: `${rounds} rounds; the time runs from the ticket service's readiness until nothing waits any more; row 1: ${tellGenerator(load.results)}`,
    },
  ];
}

async function drainOnce(): Promise<number> {
  await using stack = new AsyncDisposableStack();
  const { path: dir } = stack.use(await tempDir());
  await storeWaitingOrders(dir, size.waiting);
  const port = await freePort();
  const store = stack.use(await startStore({ dir, env: { TICKETS_URL: `http://127.0.0.1:${port}` } }));
  stack.use(await startTickets({ dir, port }));
  const backAt = nowMs();
  return size.waiting / (((await waitForDrained(store)) - backAt) / 1_000);
}
