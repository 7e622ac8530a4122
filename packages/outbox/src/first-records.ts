import { createBag } from './bag.ts';
import { calledOff } from './called-off.ts';
import type { Clock } from './clock.ts';
import type { AttemptRecord } from './delivery-queue.ts';

export type FirstRecords = {
  tell(record: AttemptRecord): void;
  /** The next recorded attempt of a delivery, or undefined after `waitMs` or when the signal aborts. */
  wait(deliveryId: number, waitMs: number, signal?: AbortSignal): Promise<AttemptRecord | undefined>;
  /** No record will come any more: everybody who waits, now or later, gets undefined at once. */
  giveUp(): void;
};

/** Lets a checkout wait a moment for the first result. */
export function createFirstRecords(clock: Clock): FirstRecords {
  const waiters = createBag<{ deliveryId: number; resolve: (record: AttemptRecord | undefined) => void }>();
  let over = false;

  return {
    tell(record) {
      for (const { deliveryId, resolve } of waiters.values())
        if (deliveryId === record.deliveryId) resolve(record);
    },
    async wait(deliveryId, waitMs, signal) {
      if (over || signal?.aborted) return undefined;
      const enough = new AbortController();
      signal?.addEventListener('abort', () => enough.abort(calledOff), { once: true, signal: enough.signal });
      const { promise, resolve } = Promise.withResolvers<AttemptRecord | undefined>();
      const waiter = { deliveryId, resolve };
      waiters.add(waiter);
      try {
        return await Promise.race([promise, clock.sleep(waitMs, enough.signal).then(nothing, nothing)]);
      } finally {
        enough.abort(calledOff);
        waiters.remove(waiter);
      }
    },
    giveUp() {
      over = true;
      for (const { resolve } of waiters.values()) resolve(undefined);
    },
  };
}

const nothing = () => undefined;
