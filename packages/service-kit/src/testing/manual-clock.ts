import type { Clock } from '../process/clock.ts';

export type ManualClock = Clock & {
  /** Moves time and wakes those whose sleep is over. */
  advance(ms: number): void;
  /** Resolves when somebody sleeps (at once if somebody does). */
  sleeping(): Promise<void>;
};

/** A clock that stands still until it is moved. */
export function manualClock(startMs = 0): ManualClock {
  let now = startMs;
  const sleepers = new Set<{ until: number; wake: () => void }>();
  let watchers: (() => void)[] = [];
  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const sleeper = { until: now + ms, wake: resolve };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', () => {
          sleepers.delete(sleeper);
          reject(signal.reason);
        });
        for (const watcher of watchers) watcher();
        watchers = [];
      }),
    advance(ms) {
      now += ms;
      for (const sleeper of sleepers) {
        if (sleeper.until > now) continue;
        sleepers.delete(sleeper);
        sleeper.wake();
      }
    },
    sleeping: () =>
      sleepers.size > 0 ? Promise.resolve() : new Promise((resolve) => watchers.push(resolve)),
  };
}
