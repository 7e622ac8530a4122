import { describe, expect, it } from 'vitest';
import { createFakeClock, eventLoopTurn } from './clock.ts';

describe('fake clock', () => {
  it('wakes sleepers in order, each at its own moment, those they set going too', async () => {
    const clock = createFakeClock({ startAt: 1_000, settle: eventLoopTurn });
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

  it('ends a sleep with a rejection when the signal aborts', async () => {
    const clock = createFakeClock();
    const stop = new AbortController();
    const sleeping = clock.sleep(60_000, stop.signal);
    stop.abort();
    await expect(sleeping).rejects.toThrow();
    await expect(clock.sleep(60_000, stop.signal)).rejects.toThrow();
    expect(clock.wakeTimes()).toEqual([]);
  });

  it('calls back in order before `advance` returns, but not what was taken back', () => {
    const clock = createFakeClock({ startAt: 0 });
    const called: [string, number][] = [];
    const call = (name: string, ms: number) => clock.after(ms, () => called.push([name, clock.now()]));
    call('second', 20);
    call('first', 10);
    call('never', 15)();
    clock.advance(20);
    expect(called).toEqual([
      ['first', 10],
      ['second', 20],
    ]);
  });

  it('runs what fell due while time was skipped only with the next `advance`', () => {
    const clock = createFakeClock({ startAt: 0 });
    const calledAt: number[] = [];
    clock.after(10, () => calledAt.push(clock.now()));
    clock.skip(1_000);
    expect(calledAt).toEqual([]);
    clock.advance(0);
    expect(calledAt).toEqual([1_000]);
  });

  it('says when somebody sleeps', async () => {
    const clock = createFakeClock();
    const sleeping = clock.sleeping();
    void clock.sleep(1);
    await sleeping;
    await clock.sleeping();
  });
});
