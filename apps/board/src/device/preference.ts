import { type ReadonlySignal, signal } from '@preact/signals-core';
import type { DeviceStorage } from './storage.ts';

/** A setting of one device that survives a reload. */
export type Preference<T> = ReadonlySignal<T> & { set(next: T): void };

/**
 * @param key the key in the device's storage
 * @param parse turns the stored text (null: none) into a valid value, whatever an older version or a person wrote
 */
export function createPreference<T extends string | number | boolean | null>(
  storage: DeviceStorage | null,
  key: string,
  parse: (kept: string | null) => T,
): Preference<T> {
  const read = () => parse(storage?.getItem(key) ?? null);
  const value = signal(read());
  // The setting is the device's: a change in one tab applies to all tabs.
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

/** Makes a parser for one of a few words; the first is the default. */
export function oneOf<T extends string>(choices: readonly [T, ...T[]]): (kept: string | null) => T {
  return (kept) => choices.find((choice) => choice === kept) ?? choices[0];
}

/** Makes a parser for on and off. */
export function onOff(initially: boolean): (kept: string | null) => boolean {
  return (kept) => (kept === null ? initially : kept === 'true');
}
