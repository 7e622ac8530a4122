import { createStore, delMany, entries, get, set, type UseStore } from 'idb-keyval';

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

type Paper = { id: string; settled: boolean };

/** Port: what is known of papers, by their key. Never rejects. */
type PaperStore = {
  get(key: string): Promise<Paper | undefined>;
  put(key: string, paper: Paper): Promise<void>;
};

const dayMs = 24 * 60 * 60_000;
/** The service knows of older papers that they are printed. */
const keptMs = 7 * dayMs;

/** Papers as long as the page lives. */
export function createPagePapers(): PaperStore {
  const papers = new Map<string, Paper>();
  return {
    get: async (key) => papers.get(key),
    put: async (key, paper) => void papers.set(key, paper),
  };
}

/**
 * Papers in the browser's IndexedDB, which all tabs see alike as soon as something is written. Not in localStorage: a tab
 * in another process may read an old value for a while, and would print what has just been printed.
 */
export function createSharedPapers(): PaperStore {
  // Without a database (a private window, a full disk) each tab goes by itself.
  const own = createPagePapers();
  const shared = createStore('relevo-papeles', 'papeles');
  void forgetOld(shared).catch(() => {});

  return {
    async get(key) {
      try {
        return await get<Paper>(key, shared);
      } catch {
        return own.get(key);
      }
    },
    async put(key, paper) {
      await own.put(key, paper);
      try {
        await set(key, { ...paper, at: Date.now() }, shared);
      } catch {}
    },
  };
}

async function forgetOld(shared: UseStore): Promise<void> {
  const papers = await entries<string, { at: number }>(shared);
  const old = papers.filter(([, { at }]) => at < Date.now() - keptMs);
  await delMany(
    old.map(([key]) => key),
    shared,
  );
}
