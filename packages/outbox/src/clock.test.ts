import { describe, expect, it } from 'vitest';
import { systemClock } from './clock.ts';

describe('system clock', () => {
  it('ends a sleep with a rejection when the signal aborts', async () => {
    const stop = new AbortController();
    const sleeping = systemClock.sleep(60_000, stop.signal);
    stop.abort();
    await expect(sleeping).rejects.toThrow();
    await expect(systemClock.sleep(60_000, stop.signal)).rejects.toThrow();
  });

  it('does not fire at once on a wait longer than a timer can be', async () => {
    const stop = new AbortController();
    const sleeping = systemClock.sleep(2 ** 40, stop.signal);
    const first = await Promise.race([sleeping.then(() => 'woke'), systemClock.sleep(5).then(() => 'slept')]);
    stop.abort();
    await sleeping.catch(() => undefined);
    expect(first).toBe('slept');
  });
});
