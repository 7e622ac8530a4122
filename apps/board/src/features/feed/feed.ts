import { computed, type ReadonlySignal, signal } from '@preact/signals-core';

/** Without an order for this long, the shop counts as closed: its silence means nothing. */
const closedAfterMs = 12 * 60 * 60 * 1_000;

/** Whether orders come in from the shop's till. `unknown`: the shop is closed, or no order has ever come. */
export type Feed = { kind: 'unknown' } | { kind: 'heard' | 'silent'; silentMs: number };

/** Keeps the till's state up to date. @param minutes how long it may be silent while the shop is open */
export function createFeed(
  lastEntry: ReadonlySignal<string | null>,
  serverNow: ReadonlySignal<number>,
  minutes: ReadonlySignal<number>,
): ReadonlySignal<Feed> {
  return computed(() => feedStateOf(lastEntry.value, serverNow.value, minutes.value * 60_000));
}

/**
 * Judges whether the shop's till still hands over orders. A till that cannot reach the service looks just like a quiet
 * hour, so after `limitMs` without an order while the shop is open, the board says so.
 * @param lastEntry when the last order came in, ISO 8601
 * @param serverNow milliseconds since 1970 by the server's clock
 */
export function feedStateOf(lastEntry: string | null, serverNow: number, limitMs: number): Feed {
  if (lastEntry === null) return { kind: 'unknown' };
  const silentMs = Math.max(0, serverNow - Date.parse(lastEntry));
  if (silentMs >= closedAfterMs) return { kind: 'unknown' };
  return { kind: silentMs > limitMs ? 'silent' : 'heard', silentMs };
}

const key = 'relevo:limite-caja-min';
const defaultMinutes = 45;
export const longestMinutes = 11 * 60;

/** After how many minutes without an order this device says so. */
export type FeedLimit = { minutes: ReadonlySignal<number>; set(minutes: number): void };

/** @param storage the device's localStorage, or what is left of it where the browser keeps it shut */
export function createFeedLimit(storage: Pick<Storage, 'getItem' | 'setItem'> | null): FeedLimit {
  const minutes = signal(readMinutes(storage?.getItem(key) ?? null));
  return {
    minutes,
    set(next) {
      minutes.value = readMinutes(String(next));
      storage?.setItem(key, String(minutes.value));
    },
  };
}

function readMinutes(text: string | null): number {
  const minutes = Math.round(Number(text));
  return minutes >= 1 && minutes <= longestMinutes ? minutes : defaultMinutes;
}
