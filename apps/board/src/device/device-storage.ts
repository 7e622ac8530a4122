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
    const storage: globalThis.Storage | null = localStorage;
    // What a web view of Android has in its place when storage is turned off.
    if (!storage) return null;
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

/**
 * What this device has shown, in all of its tabs.
 * @param driverId whose deliveries it shows, or null where it shows all: what it has shown to somebody else may still be
 * news to a driver
 */
export function createDeviceMemory(
  storage: DeviceStorage | null,
  driverId: () => number | null = () => null,
): ArrivalMemory {
  const known = new Map<string, KnownTickets>();
  const key = () => (driverId() === null ? arrivalsKey : `${arrivalsKey}:${driverId()}`);
  return {
    recall: () => parse(storage?.getItem(key())) ?? known.get(key()) ?? null,
    remember(next) {
      known.set(key(), next);
      storage?.setItem(key(), JSON.stringify(next));
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
