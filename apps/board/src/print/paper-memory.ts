import type { DeviceStorage } from '../device/device-storage.ts';

/**
 * Which papers this device has asked for by itself. The id of a print is kept until right before the paper is sent:
 * who was granted it and was reloaded then is granted it again, and nobody prints it twice.
 */
export type PaperMemory = {
  /** The print id to ask with; null: this paper is settled. */
  idFor(key: string): string | null;
  settle(key: string): void;
};

type Entry = { key: string; id: string; settled: boolean };

const storageKey = 'relevo:papeles';
// More than are due at one time; the service knows of the older ones that they are printed.
const remembered = 500;

/** @param storage what all tabs share; null: as long as the page lives */
export function createPaperMemory(storage: DeviceStorage | null, newId: () => string): PaperMemory {
  let own: Entry[] = [];
  const load = () => (storage && parse(storage.getItem(storageKey))) ?? own;

  function keep(entry: Entry): void {
    own = [...load().filter(({ key }) => key !== entry.key), entry].slice(-remembered);
    storage?.setItem(storageKey, JSON.stringify(own));
  }

  return {
    idFor(key) {
      const known = load().find((entry) => entry.key === key);
      if (known) return known.settled ? null : known.id;
      const id = newId();
      keep({ key, id, settled: false });
      return id;
    },
    settle(key) {
      const known = load().find((entry) => entry.key === key);
      keep({ key, id: known?.id ?? '', settled: true });
    },
  };
}

function parse(text: string | null): Entry[] | null {
  try {
    const kept: unknown = JSON.parse(text ?? 'null');
    return Array.isArray(kept) && kept.every(isEntry) ? kept : null;
  } catch {
    return null;
  }
}

function isEntry(value: Partial<Entry> | null): value is Entry {
  return typeof value?.key === 'string' && typeof value.id === 'string' && typeof value.settled === 'boolean';
}
