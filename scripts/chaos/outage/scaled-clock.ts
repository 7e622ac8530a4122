import { type Clock, systemClock } from '@relevo/service-kit';

/** A clock whose time passes faster than the machine's, until it is told otherwise. */
export type ScaledClock = Clock & {
  /** How many times faster; waits under way end as they began. */
  pace(factor: number): void;
};

export function createScaledClock(): ScaledClock {
  let factor = 1;
  let since = { real: systemClock.now(), told: systemClock.now() };
  const now = () => since.told + (systemClock.now() - since.real) * factor;
  return {
    now: () => Math.round(now()),
    sleep: (ms, signal) => systemClock.sleep(ms / factor, signal),
    pace(next) {
      since = { real: systemClock.now(), told: now() };
      factor = next;
    },
  };
}
