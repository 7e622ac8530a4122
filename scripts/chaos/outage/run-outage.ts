import { setTimeout as pause } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { post } from '../../../test/support/http.ts';
import { anOrder } from '../../../test/support/orders.ts';
import { startProcess } from '../../../test/support/processes.ts';
import { apiKey } from '../../../test/support/services.ts';
import { tempDir } from '../../../test/support/temp-dir.ts';
import { startStoreChild } from './start-store-child.ts';

/** Times in ms, memory in MiB. */
export type Outage = {
  orders: number;
  takenMs: number;
  /** By the store's own clock. */
  outageMs: number;
  /** Attempts from the last order until the ticket service was back: only probes should be among them. */
  probes: number;
  /** From the ticket service's return: the first delivery, and the last. */
  firstMs: number;
  drainedMs: number;
  tickets: number;
  distinct: number;
  memory: { empty: number; waiting: number; afterOutage: number; drained: number };
};

const hourMs = 3_600_000;
const checkouts = 48;
// The hour passes in a minute.
const faster = 60;
const drainLimitMs = 10 * 60_000;

/**
 * Takes orders while the ticket service is down, lets an hour pass, and brings it back.
 *
 * @throws with all figures when the first delivery came late, or the orders filled the memory
 */
export async function runOutage(orders: number): Promise<Outage> {
  await using dir = await tempDir();
  await using tickets = await startProcess('tickets', dir.path);
  await tickets.kill('SIGTERM');
  // An answer that waits for the first attempt would only wait for a refusal.
  const env = { RELAY_API_KEY: apiKey, RELAY_WAIT_MS: '0', TICKETS_URL: tickets.url };
  await using store = await startStoreChild(dir.path, env);
  const mebibytes = async () => Math.round((await store.memory()) / 2 ** 20);
  using file = openStore(dir.path);

  const empty = await mebibytes();
  const startedAt = performance.now();
  await takeOrders(store.url, orders);
  const takenMs = performance.now() - startedAt;
  const waiting = await mebibytes();
  const before = file.attempts();
  store.pace(faster);
  await pause(hourMs / faster);
  store.pace(1);
  const probes = file.attempts() - before;
  const afterOutage = await mebibytes();

  const backAt = performance.now();
  await tickets.start();
  const until = async (done: () => boolean) => {
    while (!done() && performance.now() - backAt < drainLimitMs) await pause(20);
    return performance.now() - backAt;
  };
  const firstMs = await until(() => file.pending() < orders);
  const drainedMs = await until(() => file.pending() === 0);
  const drained = await mebibytes();
  return {
    ...{ orders, takenMs, outageMs: hourMs, probes, firstMs, drainedMs },
    ...countTickets(dir.path),
    memory: { empty, waiting, afterOutage, drained },
  };
}

async function takeOrders(url: string, count: number): Promise<void> {
  let next = 0;
  async function checkout(): Promise<void> {
    for (let n = next++; n < count; n = next++) {
      const { status } = await post(`${url}/api/pedidos`, anOrder(`HORA-${n}`));
      if (status !== 201) throw new Error(`order ${n} was answered with ${status}`);
    }
  }
  await Promise.all(Array.from({ length: checkouts }, checkout));
}

function openStore(dir: string) {
  const db = new Database(`${dir}/store.db`, { readonly: true });
  const attempts = db.prepare<[], number>('SELECT count(*) FROM outbox_attempts').pluck();
  const pending = db.prepare<[], number>(`SELECT n FROM outbox_counts WHERE state = 'pendiente'`).pluck();
  return {
    attempts: () => attempts.get() ?? 0,
    pending: () => pending.get() ?? 0,
    [Symbol.dispose]: () => db.close(),
  };
}

function countTickets(dir: string): { tickets: number; distinct: number } {
  const db = new Database(`${dir}/tickets.db`, { readonly: true });
  try {
    const sql = `SELECT count(*) AS tickets, count(DISTINCT numero) AS "distinct" FROM tickets`;
    return db.prepare<[], { tickets: number; distinct: number }>(sql).get() ?? { tickets: 0, distinct: 0 };
  } finally {
    db.close();
  }
}
