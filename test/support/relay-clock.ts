import { createFakeClock, type FakeClock } from '@relevo/outbox/fake-clock';
import { until } from './until.ts';

const pollMs = 1_000;

/**
 * A clock for a store with its relay. Each step of time waits until the relay, which reads and writes a real disk, has
 * lain down again: else time would run on while it still reckons with the old one, and it would oversleep.
 */
export function createRelayClock(): FakeClock {
  const clock: FakeClock = createFakeClock({ settle: relayAsleep });
  return clock;

  async function relayAsleep(): Promise<void> {
    const asleep = (at: number) => at > clock.now() && at <= clock.now() + pollMs;
    await until(
      async () => clock.wakeTimes(),
      (times) => times.some(asleep),
    );
  }
}
