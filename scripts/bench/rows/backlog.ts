import { tempDir } from '@relevo/testkit/temp-dir';
import { alternate, ratiosOf, spreadOf } from '../../figures.ts';
import { freePort } from '../../server-process.ts';
import { createLoader, describeGenerator } from '../load.ts';
import { nowMs } from '../machine.ts';
import { size } from '../options.ts';
import { anOrder, postText } from '../orders.ts';
import { startStore, startTickets } from '../servers.ts';
import type { Checkouts, Comparison, Row } from '../table.ts';
import { postWaitingOrders, storeWaitingOrders, waitForDrained } from '../waiting-orders.ts';

const workload = `${size.waiting} orders waiting, the ticket service comes back: drained`;

/** Row 7: the ticket service was away, and comes back to orders that wait in the store. */
export async function measure(): Promise<Row[]> {
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
      workload,
      unit: '/s',
      ours: spreadOf(found.drain),
      baseline: { name: 'row 1', figure: spreadOf(found.row1) },
      ratio: spreadOf(ratiosOf(found.drain, found.row1)),
      target: { of: 'ratio', bound: 'at least', value: 0.6, text: '≥ 0.6 ×' },
      note: `${rounds} rounds; the time runs from the ticket service's readiness until nothing waits any more; row 1: ${describeGenerator(load.results)}`,
    },
  ];
}

/** Row 7 on two checkouts, without row 1. The orders are posted to each store: its database may be of another version. */
export async function beside(checkouts: Checkouts): Promise<Comparison[]> {
  const rounds = Math.min(size.pairs, 3);
  const subjects = { ours: () => drainPosted(checkouts.ours), other: () => drainPosted(checkouts.other) };
  const found = await alternate(subjects, { rounds, warmUp: false });
  return [{ number: 7, workload, unit: '/s', ...found }];
}

async function drainOnce(): Promise<number> {
  using dir = tempDir();
  await storeWaitingOrders(dir.path, size.waiting);
  return await drain({ dir: dir.path, port: await freePort() });
}

async function drainPosted(checkout: string): Promise<number> {
  using dir = tempDir();
  const port = await freePort();
  await postWaitingOrders({ dir: dir.path, checkout, port }, size.waiting);
  return await drain({ dir: dir.path, checkout, port });
}

/** Starts the store on the orders that wait, then the ticket service. @returns orders a second from its readiness on */
async function drain(options: { dir: string; checkout?: string; port: number }): Promise<number> {
  const { dir, checkout, port } = options;
  const env = { TICKETS_URL: `http://127.0.0.1:${port}` };
  await using store = await startStore({ dir, checkout, env });
  await using _tickets = await startTickets({ dir, checkout, port });
  const backAt = nowMs();
  return size.waiting / (((await waitForDrained(store)) - backAt) / 1_000);
}
