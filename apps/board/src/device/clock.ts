import { signal } from '@preact/signals-core';
import type { ShopClock } from '@relevo/contract';

/** Port: time and timers, from the browser or a test. */
export type Clock = {
  /** Returns milliseconds since 1970 by this device's clock. */
  now(): number;
  /** Calls `run` once after `delayMs`. @returns a function that cancels the call */
  after(delayMs: number, run: () => void): () => void;
};

export const browserClock: Clock = {
  now: () => Date.now(),
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
