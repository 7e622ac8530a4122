import { describe, expect, it } from 'vitest';
import { createSteadyTime } from './clock.ts';

const hourMs = 3_600_000;
const noon = Date.UTC(2026, 6, 30, 12);

/** A device at noon whose two clocks the test moves. */
function aDevice() {
  const device = { wall: noon, monotonic: 0 };
  const now = createSteadyTime(
    () => device.wall,
    () => device.monotonic,
  );
  return {
    now,
    pass(ms: number) {
      device.wall += ms;
      device.monotonic += ms;
    },
    sleep(ms: number) {
      device.wall += ms;
    },
    set(ms: number) {
      device.wall += ms;
    },
  };
}

describe('the time of a page', () => {
  it('goes with the clock of the device', () => {
    const { now, pass } = aDevice();
    expect(now()).toBe(noon);
    pass(1_500);
    expect(now()).toBe(noon + 1_500);
  });

  it('does not go back with a clock that is set back, and goes on at once', () => {
    const { now, pass, set } = aDevice();
    for (let times = 1; times <= 3; times += 1) {
      set(-hourMs);
      pass(1_000);
      expect(now()).toBe(noon + times * 1_000);
    }
  });

  it('counts the sleep of a device whose monotonic clock stands still, before it was set back and after', () => {
    const { now, sleep, set } = aDevice();
    sleep(hourMs);
    expect(now()).toBe(noon + hourMs);
    set(-3 * hourMs);
    expect(now()).toBe(noon + hourMs);
    sleep(hourMs);
    expect(now()).toBe(noon + 2 * hourMs);
  });

  it('counts the sleep of one whose monotonic clock goes on, once', () => {
    const { now, pass } = aDevice();
    pass(hourMs);
    expect(now()).toBe(noon + hourMs);
  });

  it('goes ahead with a clock that is set ahead', () => {
    const { now, set } = aDevice();
    set(hourMs);
    expect(now()).toBe(noon + hourMs);
  });

  it('is not hurried by jitter between the two, nor by a clock that is put right little by little', () => {
    const { now, pass, set } = aDevice();
    for (let reading = 0; reading < 10_000; reading += 1) {
      set(reading % 2 === 0 ? 1 : -1);
      pass(10);
      now();
    }
    expect(now()).toBe(noon + 100_000);
    for (let step = 0; step < 5_000; step += 1) {
      set(-1);
      pass(10);
      expect(now()).toBe(noon + 100_000 + (step + 1) * 10);
    }
  });
});
