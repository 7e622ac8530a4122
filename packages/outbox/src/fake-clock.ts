import { setImmediate } from 'node:timers/promises';
import type { Clock } from './clock.ts';

type Sleeper = { at: number; wake: () => void };

/** A clock that a test moves. */
export type FakeClock = Clock & {
  /** Moves time on, running each sleeper at its own moment and letting what follows from it settle. */
  advance(ms: number): Promise<void>;
  /** When those asleep are to wake, epoch ms, soonest first. */
  wakeTimes(): number[];
};

/**
 * Makes a clock that stands still until `advance`.
 * @param options `startAt` epoch ms; `settle` waits until whatever was set going has come to rest (by default
 *   one turn of the event loop: enough for everything in memory, not for a disk or a network)
 */
export function createFakeClock(
  options: { startAt?: number; settle?: () => Promise<unknown> } = {},
): FakeClock {
  const settle = options.settle ?? (() => setImmediate());
  let now = options.startAt ?? Date.UTC(2026, 0, 5, 12);
  let sleepers: Sleeper[] = [];

  function takeNext(until: number): Sleeper | undefined {
    const next = sleepers[0];
    if (!next || next.at > until) return undefined;
    sleepers = sleepers.slice(1);
    return next;
  }

  return {
    now: () => now,
    sleep(ms, signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const leave = () => {
          sleepers = sleepers.filter((other) => other !== sleeper);
          reject(signal?.reason);
        };
        const wake = () => {
          signal?.removeEventListener('abort', leave);
          resolve();
        };
        if (ms <= 0) return wake();
        const sleeper = { at: now + ms, wake };
        signal?.addEventListener('abort', leave, { once: true });
        // A stable sort: who lay down first wakes first.
        sleepers = [...sleepers, sleeper].sort((a, b) => a.at - b.at);
      });
    },
    async advance(ms) {
      const until = now + ms;
      await settle();
      for (let next = takeNext(until); next; next = takeNext(until)) {
        now = next.at;
        next.wake();
        await settle();
      }
      now = until;
      await settle();
    },
    wakeTimes: () => sleepers.map((sleeper) => sleeper.at),
  };
}
