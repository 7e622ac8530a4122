import type { PaperStore } from './paper-store.ts';

/**
 * Which papers this device has asked for by itself. The id of a print is kept until right before the paper is sent:
 * who was granted it and was reloaded then is granted it again, and nobody prints it twice.
 */
export type PaperMemory = {
  /** The print id to ask with; null: this paper is settled. */
  idFor(key: string): Promise<string | null>;
  /** Resolves when every tab knows. */
  settle(key: string): Promise<void>;
};

/** @param store what all tabs share, if they take turns; else each has its own, and the service grants it to one */
export function createPaperMemory(store: PaperStore, newId: () => string): PaperMemory {
  return {
    async idFor(key) {
      const known = await store.get(key);
      if (known) return known.settled ? null : known.id;
      const id = newId();
      await store.put(key, { id, settled: false });
      return id;
    },
    settle: (key) => store.put(key, { id: '', settled: true }),
  };
}
