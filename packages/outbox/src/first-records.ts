import type { Clock } from './clock.ts';
import type { AttemptRecord } from './delivery-queue.ts';

export type FirstRecords = {
  tell(record: AttemptRecord): void;
  /** The next recorded attempt of a delivery, or undefined after `waitMs` or when the signal aborts. */
  wait(deliveryId: number, waitMs: number, signal?: AbortSignal): Promise<AttemptRecord | undefined>;
};

/** Lets a checkout wait a moment for the first result. */
export function createFirstRecords(clock: Clock): FirstRecords {
  const waiters = new Map<number, Set<(record: AttemptRecord) => void>>();

  return {
    tell(record) {
      for (const resolve of waiters.get(record.deliveryId) ?? []) resolve(record);
    },
    async wait(deliveryId, waitMs, signal) {
      if (signal?.aborted) return undefined;
      const over = new AbortController();
      signal?.addEventListener('abort', () => over.abort(), { once: true, signal: over.signal });
      const { promise, resolve } = Promise.withResolvers<AttemptRecord>();
      const waiting = waiters.get(deliveryId) ?? new Set();
      waiters.set(deliveryId, waiting.add(resolve));
      try {
        return await Promise.race([promise, clock.sleep(waitMs, over.signal).then(nothing, nothing)]);
      } finally {
        over.abort();
        waiting.delete(resolve);
        if (waiting.size === 0) waiters.delete(deliveryId);
      }
    },
  };
}

const nothing = () => undefined;
