import { setTimeout } from 'node:timers/promises';

/** Time as a dependency. `now` is epoch ms; `sleep` rejects when its signal aborts. */
export type Clock = {
  now(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
};

// Above this setTimeout fires at once.
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) => setTimeout(Math.min(Math.max(ms, 0), LONGEST_TIMER_MS), undefined, { signal }),
};
