import { type ReadonlySignal, signal } from '@preact/signals-core';
import type { DeviceStorage } from './storage.ts';

/** Something that is set for one device and outlives a reload. */
export type Preference<T> = ReadonlySignal<T> & { set(next: T): void };

/**
 * @param key under which the device keeps it
 * @param parse what was kept (null: nothing) → a value that can be used, whatever an older version or a hand wrote
 */
export function createPreference<T extends string | number | boolean | null>(
  storage: DeviceStorage | null,
  key: string,
  parse: (kept: string | null) => T,
): Preference<T> {
  const read = () => parse(storage?.getItem(key) ?? null);
  const value = signal(read());
  // It holds for the device: what is set in one tab is set in all of them.
  storage?.onChange?.(key, () => {
    value.value = read();
  });
  return Object.assign(value as ReadonlySignal<T>, {
    set(next: T) {
      value.value = parse(String(next));
      storage?.setItem(key, String(value.value));
    },
  });
}

/** A parser for one of a few words; the first is the one that holds until something is chosen. */
export function oneOf<T extends string>(choices: readonly [T, ...T[]]): (kept: string | null) => T {
  return (kept) => choices.find((choice) => choice === kept) ?? choices[0];
}

/** A parser for on and off. */
export function onOff(initially: boolean): (kept: string | null) => boolean {
  return (kept) => (kept === null ? initially : kept === 'true');
}
