import { signal } from '@preact/signals-core';
import type { ShopClock } from '@relevo/contract';

/** Port: time and timers, from the browser or a test. */
export type Clock = {
  /**
   * Returns milliseconds since 1970 by this device's clock as it was when the page was opened. It never goes back, whoever sets
   * the device's clock, and counts the time that the device sleeps.
   */
  now(): number;
  /** Calls `run` once after `delayMs`. @returns a function that cancels the call */
  after(delayMs: number, run: () => void): () => void;
};

/** A lead of the device's clock that is no jitter: it was set, or the other one stood still while the device slept. */
const jumpMs = 1_000;

/**
 * Makes a clock that never goes back out of the device's clock, which may be set, and a monotonic one, which in many
 * browsers stands still while the device sleeps. What the device's clock is set back by is not followed: all waits of the page
 * would be longer by that. A jump ahead is followed, because it cannot be told from a sleep, after which everything on the page
 * is old; where it was none, the page asks the service once more than it has to.
 */
export function createSteadyTime(wall: () => number, monotonic: () => number): () => number {
  let lead = wall() - monotonic();
  let setBackMs = 0;
  return () => {
    const elapsed = monotonic();
    const jumped = wall() - elapsed - lead;
    if (Math.abs(jumped) > jumpMs) {
      lead += jumped;
      if (jumped < 0) setBackMs -= jumped;
    }
    return elapsed + lead + setBackMs;
  };
}

export const browserClock: Clock = {
  now: createSteadyTime(
    () => Date.now(),
    () => Math.floor(performance.now()),
  ),
  after(delayMs, run) {
    const id = setTimeout(run, delayMs);
    return () => clearTimeout(id);
  },
};

/** Returns a signal that aborts after this long, as `AbortSignal.timeout` does where there is one. */
export function abortAfter(delayMs: number): AbortSignal {
  const ended = new AbortController();
  setTimeout(() => ended.abort(), delayMs);
  return ended.signal;
}

/** Makes a timer with at most one pending call: setting it again cancels the earlier call. */
export type Timer = { set(delayMs: number, run: () => void): void; clear(): void; armed(): boolean };

export function createTimer(clock: Clock): Timer {
  let cancel: (() => void) | null = null;
  const timer = {
    set(delayMs: number, run: () => void) {
      timer.clear();
      cancel = clock.after(delayMs, () => {
        cancel = null;
        run();
      });
    },
    clear() {
      cancel?.();
      cancel = null;
    },
    armed: () => cancel !== null,
  };
  return timer;
}

/** By which clock times and days are shown: the shop's, wherever the device believes to be. Its own until the service says. */
export const shopClock = signal<ShopClock>({
  timeZone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
  dayEndsAt: 0,
});

/** Takes the shop's clock from the service. A zone that the device does not know leaves it at its own. */
export function followShopClock(shop: { zona_horaria: string; fin_del_dia: number }): void {
  const { zona_horaria: timeZone, fin_del_dia: dayEndsAt } = shop;
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    shopClock.value = { timeZone, dayEndsAt };
  } catch {}
}
