import type { ArrivalMemory } from '../sync/arrivals.ts';
import type { KnownTickets } from '../sync/new-arrivals.ts';

/** What of localStorage is used. */
export type DeviceStorage = Pick<globalThis.Storage, 'getItem' | 'setItem'> & {
  /** Calls `run` when another tab of this device has written under this key. */
  onChange?(key: string, run: () => void): void;
};

/** The device's localStorage. A browser may keep it shut, and a full one refuses to write: both are no reason to fail. */
export function openDeviceStorage(): DeviceStorage | null {
  try {
    const storage = localStorage;
    return {
      getItem: (key) => storage.getItem(key),
      setItem(key, value) {
        try {
          storage.setItem(key, value);
        } catch {}
      },
      onChange: (key, run) => addEventListener('storage', (event) => event.key === key && run()),
    };
  } catch {
    return null;
  }
}

const arrivalsKey = 'relevo:vistos';

/** What this device has shown, in all of its tabs. */
export function createDeviceMemory(storage: DeviceStorage | null): ArrivalMemory {
  let known: KnownTickets | null = null;
  return {
    recall: () => parse(storage?.getItem(arrivalsKey)) ?? known,
    remember(next) {
      known = next;
      storage?.setItem(arrivalsKey, JSON.stringify(next));
    },
  };
}

function parse(text: string | null | undefined): KnownTickets | null {
  try {
    const known = JSON.parse(text ?? 'null');
    return typeof known?.epoch === 'string' && Array.isArray(known.ids) ? known : null;
  } catch {
    return null;
  }
}
