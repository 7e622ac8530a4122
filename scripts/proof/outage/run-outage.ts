import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { apiKey } from '@relevo/testkit/http';
import { tempDir } from '@relevo/testkit/temp-dir';
import { residentMemory } from '../../metrics.ts';
import { startLoad } from '../load.ts';
import { column, rows } from '../observe.ts';
import { printTrouble, startService } from '../services.ts';
import type { Pace } from './store-child.ts';

/** Times in ms, memory of the store in MiB. */
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
const fastStore = fileURLToPath(new URL('./store-child.ts', import.meta.url));

/** Takes orders while the ticket service is down, lets an hour pass, and brings the ticket service back. */
export async function runOutage(orders: number): Promise<Outage> {
  await using dir = await tempDir();
  const onLine = printTrouble;
  await using tickets = await startService('tickets', dir.path, { onLine });
  await tickets.end();
  // An answer that waits for the first attempt would only wait for a refusal.
  const env = { RELAY_API_KEY: apiKey, RELAY_WAIT_MS: '0', TICKETS_URL: tickets.url, LOG_LEVEL: 'error' };
  await using store = await startService('store', dir.path, { env, script: fastStore, onLine });
  const pace = (factor: number) => store.tell({ pace: factor } satisfies Pace);
  const memory = async () => Math.round(await residentMemory(store.url));
  const file = `${dir.path}/store.db`;
  const attempts = () => column<number>(file, 'SELECT count(*) FROM outbox_attempts')[0] ?? 0;
  const pending = () => column<number>(file, pendingOrders)[0] ?? 0;

  const empty = await memory();
  const startedAt = performance.now();
  await takeOrders(store.url, orders);
  const takenMs = performance.now() - startedAt;
  const waiting = await memory();
  const before = attempts();
  pace(faster);
  await pause(hourMs / faster);
  pace(1);
  const probes = attempts() - before;
  const afterOutage = await memory();

  const backAt = performance.now();
  await tickets.start();
  const until = async (done: () => boolean) => {
    while (!done() && performance.now() - backAt < drainLimitMs) await pause(20);
    return performance.now() - backAt;
  };
  const firstMs = await until(() => pending() < orders);
  const drainedMs = await until(() => pending() === 0);
  const drained = await memory();
  return {
    orders,
    takenMs,
    outageMs: hourMs,
    probes,
    firstMs,
    drainedMs,
    ...countTickets(`${dir.path}/tickets.db`),
    memory: { empty, waiting, afterOutage, drained },
  };
}

const pendingOrders = `SELECT n FROM outbox_counts WHERE state = 'pendiente'`;

async function takeOrders(url: string, orders: number): Promise<void> {
  const load = startLoad(`${url}/api/pedidos`, { atOnce: checkouts, prefix: 'HORA', orders });
  await load.done;
  const refused = load.tries.find(({ status }) => status !== 201);
  if (refused) throw new Error(`order ${refused.numero} was answered with ${refused.status}`);
}

function countTickets(file: string): { tickets: number; distinct: number } {
  const sql = `SELECT count(*) AS tickets, count(DISTINCT numero) AS "distinct" FROM tickets`;
  const [counted] = rows<{ tickets: number; distinct: number }>(file, sql);
  return counted ?? { tickets: 0, distinct: 0 };
}
