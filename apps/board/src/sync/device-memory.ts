import type { ArrivalMemory } from './arrivals.ts';
import type { KnownTickets } from './new-arrivals.ts';

/** What of localStorage is used. */
type KeptTexts = { getItem(key: string): string | null; setItem(key: string, value: string): void };

const arrivalsKey = 'relevo:vistos';

/**
 * What this device has shown, in all of its tabs.
 * @param driverId whose deliveries it shows, or null where it shows all: what it has shown to somebody else may still be
 * news to a driver
 */
export function createDeviceMemory(
  storage: KeptTexts | null,
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
