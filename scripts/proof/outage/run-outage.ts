import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { apiKey, post } from '@relevo/testkit/http';
import { anOrder } from '@relevo/testkit/orders';
import { startProcess } from '@relevo/testkit/processes';
import { tempDir } from '@relevo/testkit/temp-dir';
import Database from 'better-sqlite3';
import type { Ask, Told } from './store-child.ts';

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

type StoreChild = AsyncDisposable & {
  url: string;
  pace(factor: number): void;
  /** Resident memory, in bytes. */
  memory(): Promise<number>;
};

/** Starts it with its database in `dir`. */
async function startStoreChild(dir: string, env: Record<string, string>): Promise<StoreChild> {
  const script = fileURLToPath(new URL('./store-child.ts', import.meta.url));
  const settings = { NODE_ENV: 'test', PORT: '0', LOG_LEVEL: 'error', DATABASE_URL: `file:${dir}/store.db` };
  const child = fork(script, { cwd: dir, env: { PATH: process.env.PATH, ...settings, ...env } });
  const ask = (message: Ask) => child.send(message);
  const told = async () => (await once(child, 'message'))[0] as Told;
  const first = await told();
  if (!('url' in first)) throw new Error('the store did not say where it is');
  return {
    url: first.url,
    pace: (factor) => void ask({ pace: factor }),
    async memory() {
      ask('memory');
      const answer = await told();
      if (!('rss' in answer)) throw new Error('the store did not tell its memory');
      return answer.rss;
    },
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit');
      ask('stop');
      await ended;
    },
  };
}
