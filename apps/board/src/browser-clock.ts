import type { Clock } from './sync/ports.ts';

export const browserClock: Clock = {
  now: () => Date.now(),
  after(delayMs, run) {
    const id = setTimeout(run, delayMs);
    return () => clearTimeout(id);
  },
};
