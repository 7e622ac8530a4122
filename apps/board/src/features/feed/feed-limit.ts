import { type ReadonlySignal, signal } from '@preact/signals-core';

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
