import { setImmediate } from 'node:timers/promises';
import { createFakeClock, type FakeClock } from '@relevo/outbox/fake-clock';

const pollMs = 1_000;
const limitMs = 20_000;

/**
 * A clock for a store with its relay. Each step of time waits until the relay, which reads and writes a real disk, has
 * lain down again: else time would run on while it still reckons with the old one, and it would oversleep.
 */
export function createRelayClock(): FakeClock {
  const clock: FakeClock = createFakeClock({ settle: relayAsleep });
  return clock;

  async function relayAsleep(): Promise<void> {
    const asleep = (at: number) => at > clock.now() && at <= clock.now() + pollMs;
    const limit = AbortSignal.timeout(limitMs);
    while (!clock.wakeTimes().some(asleep)) {
      limit.throwIfAborted();
      await setImmediate();
    }
  }
}
