import { type Clock, systemClock } from '@relevo/service-kit';

/** A clock whose time stands still until a test sets it forward; waits last as long as they do. */
export function settableClock(startAt: number): Clock & { forward(ms: number): void } {
  let now = startAt;
  return {
    now: () => now,
    sleep: systemClock.sleep,
    forward(ms) {
      now += ms;
    },
  };
}
