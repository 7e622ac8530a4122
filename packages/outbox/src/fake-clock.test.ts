import { describe, expect, it } from 'vitest';
import { systemClock } from './clock.ts';
import { createFakeClock } from './fake-clock.ts';

describe('fake clock', () => {
  it('wakes sleepers in order, each at its own moment, those they set going too', async () => {
    const clock = createFakeClock({ startAt: 1_000 });
    const woken: [string, number][] = [];
    const sleep = (name: string, ms: number) => clock.sleep(ms).then(() => woken.push([name, clock.now()]));
    void sleep('late', 300);
    void sleep('first', 100).then(() => sleep('child', 50));
    void sleep('second', 100);
    void sleep('too late', 301);
    await clock.advance(300);
    expect(woken).toEqual([
      ['first', 1_100],
      ['second', 1_100],
      ['child', 1_150],
      ['late', 1_300],
    ]);
    expect(clock.now()).toBe(1_300);
    expect(clock.wakeTimes()).toEqual([1_301]);
  });

  it.each([
    ['fake', createFakeClock()],
    ['system', systemClock],
  ])('ends the sleep of the %s clock with a rejection when the signal aborts', async (_, clock) => {
    const stop = new AbortController();
    const sleeping = clock.sleep(60_000, stop.signal);
    stop.abort();
    await expect(sleeping).rejects.toThrow();
    await expect(clock.sleep(60_000, stop.signal)).rejects.toThrow();
  });

  it('does not let the system clock fire at once on a wait longer than a timer can be', async () => {
    const stop = new AbortController();
    const sleeping = systemClock.sleep(2 ** 40, stop.signal);
    const first = await Promise.race([sleeping.then(() => 'woke'), systemClock.sleep(5).then(() => 'slept')]);
    stop.abort();
    await sleeping.catch(() => undefined);
    expect(first).toBe('slept');
  });
});
