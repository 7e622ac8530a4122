import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { openDb } from '../../apps/store/src/db/open-db.ts';
import { nowMs } from './machine.ts';
import { anOrder, get, postUntilTaken } from './orders.ts';
import { type Running, startStore } from './servers.ts';

/** Fills the store's database in `dir` with orders that still have to be handed over, by the store's own procedure. */
export async function storeWaitingOrders(dir: string, count: number): Promise<void> {
  await using storage = await openDb(`file:${dir}/store.db`);
  const now = Date.now();
  for (let from = 0; from < count; from += 1_000) {
    const some = Array.from({ length: Math.min(1_000, count - from) }, (_, at) => {
      const numero = `ESPERA-${from + at}`;
      return storage.write('place', {
        numero,
        madeHere: false,
        caller: 'caja',
        idempotencyKey: undefined,
        fingerprints: { 1: numero },
        totalCentavos: 1_800_050,
        body: JSON.stringify(anOrder(numero)),
        now,
        delivery: { target: 'tickets', key: randomUUID() },
      });
    });
    await Promise.all(some);
  }
}

/**
 * Fills it by posting orders to a store service that is started for that: the way that any version understands.
 * @param options.port where the ticket service is going to be; nobody listens there yet
 */
export async function postWaitingOrders(
  { dir, checkout, port }: { dir: string; checkout: string; port: number },
  count: number,
): Promise<void> {
  const env = { TICKETS_URL: `http://127.0.0.1:${port}`, RELAY_WAIT_MS: '0' };
  await using store = await startStore({ dir, checkout, env });
  let next = 0;
  async function fill(): Promise<void> {
    while (next < count) {
      next += 1;
      await postUntilTaken(`${store.url}/api/pedidos`, anOrder(`ESPERA-${next}`));
    }
  }
  await Promise.all(Array.from({ length: 32 }, fill));
}

/** Waits until nothing waits any more. @returns when that was, see `nowMs` */
export async function waitForDrained(store: Running, limitMs = 120_000): Promise<number> {
  const until = nowMs() + limitMs;
  for (;;) {
    const counts = await countsOf(store);
    const at = nowMs();
    if (counts.rechazada > 0) throw new Error(`${counts.rechazada} deliveries were rejected`);
    if (counts.pendiente === 0) return at;
    if (at > until) throw new Error(`${counts.pendiente} deliveries still wait after ${limitMs} ms`);
    await sleep(50);
  }
}

async function countsOf(store: Running): Promise<{ pendiente: number; rechazada: number }> {
  const { cuentas } = (await get(`${store.url}/api/entregas?limite=1`)) as {
    cuentas: { pendiente: number; rechazada: number };
  };
  return cuentas;
}
