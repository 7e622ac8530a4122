import { randomUUID } from 'node:crypto';
import type { StoreSignal } from '@relevo/contract';
import type { DeliveryQueue } from '@relevo/outbox';
import type { Clock, Logger } from '@relevo/service-kit';
import type { TicketsClient } from '@relevo/tickets-client/one-attempt';

/** How often it is looked whether there is something to say, and every how many of these looks it is said anyhow: 5 s. */
const lookEveryMs = 1_000;
const sayEveryLooks = 5;

/** The orders that are not handed over yet, as `/healthz` shows them; the age of the oldest in seconds. */
export type WaitingOrders = Pick<StoreSignal, 'pendientes' | 'mas_viejo_s'>;

export type StoreSignaller = AsyncDisposable & {
  /** For `/healthz`. Never rejects: orders that wait are no fault of the store. Null while the storage cannot tell. */
  waiting(): Promise<WaitingOrders | null>;
};

type Deps = {
  client: Pick<TicketsClient, 'sendSignal'>;
  queue: Pick<DeliveryQueue, 'counts'>;
  /** `sleep` measures what passes between two signals, `now` how old an order is. */
  clock: Pick<Clock, 'now' | 'sleep'>;
  log: Pick<Logger, 'warn'>;
};

/**
 * Tells the ticket service every 5 s that this store is there and what waits in it, for as long as it runs; a second later again
 * where that was not heard, and at once when nothing waits any more. So boards can tell a store that is gone from a quiet hour.
 */
export function startStoreSignal({ client, queue, clock, log }: Deps): StoreSignaller {
  const stop = new AbortController();
  const instancia = randomUUID();
  let last: WaitingOrders = { pendientes: 0, mas_viejo_s: null };
  let heard = false;
  let refused: number | undefined;

  async function waiting(): Promise<WaitingOrders | null> {
    try {
      last = waitingOf(await queue.counts(), clock.now());
      return last;
    } catch {
      return null;
    }
  }

  async function say(): Promise<void> {
    // A store whose storage fails is there all the same, and what waited a moment ago still does.
    const reply = await client.sendSignal({ instancia, ...last }, { signal: stop.signal });
    heard = reply.kind === 'reply' && reply.promised;
    if (reply.kind === 'failure') return;
    if (reply.promised) refused = undefined;
    else if (reply.status !== refused) {
      refused = reply.status;
      log.warn({ status: reply.status, reason: reply.detail }, 'the ticket service does not take the signal');
    }
  }

  async function run(): Promise<void> {
    for (let look = 0; !stop.signal.aborted; look += 1) {
      const waitedBefore = last.pendientes > 0;
      const isDue = !heard || look % sayEveryLooks === 0;
      if (isDue || waitedBefore) await waiting();
      if (isDue || (waitedBefore && last.pendientes === 0)) await say();
      await clock.sleep(lookEveryMs, stop.signal).catch(() => {});
    }
  }

  const running = run();
  return {
    waiting,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await running;
    },
  };
}

type Counts = Awaited<ReturnType<DeliveryQueue['counts']>>;

function waitingOf({ pendiente, oldestPendingAt }: Counts, now: number): WaitingOrders {
  // A clock that was set back must not make the ticket service refuse the signal.
  const ageS = oldestPendingAt === null ? null : Math.max(0, Math.round((now - oldestPendingAt) / 1_000));
  return { pendientes: pendiente, mas_viejo_s: pendiente > 0 ? ageS : null };
}
