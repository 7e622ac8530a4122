import { createStore, delMany, entries, get, set, type UseStore } from 'idb-keyval';

/**
 * Remembers which papers this device has requested by itself. It keeps the id of a print until right before the paper
 * is sent: a tab that was granted a print and then reloaded is granted it again, and nobody prints it twice.
 */
export type PaperMemory = {
  /** The print id to ask with; null: this paper is settled. */
  idFor(key: string): Promise<string | null>;
  /** Resolves when every tab knows. */
  settle(key: string): Promise<void>;
};

/**
 * @param store shared by all tabs where they have a lock; without one each tab has its own, and the service grants an
 *   order's print to one id only
 */
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

/** Port: stores what is known of papers, by their key. Never rejects. */
type PaperStore = {
  get(key: string): Promise<Paper | undefined>;
  put(key: string, paper: Paper): Promise<void>;
};

const dayMs = 24 * 60 * 60_000;
/** Older papers are forgotten: the service itself knows that they are printed. */
const keptMs = 7 * dayMs;
const answerMs = 3_000;

/** Keeps papers as long as the page lives. */
export function createPagePapers(): PaperStore {
  const papers = new Map<string, Paper>();
  return {
    get: async (key) => papers.get(key),
    put: async (key, paper) => void papers.set(key, paper),
  };
}

/**
 * Keeps papers in the browser's IndexedDB, where every tab reads a write at once. In localStorage a tab of another
 * process may read an old value for a while, and would print what has just been printed.
 */
export function createSharedPapers(): PaperStore {
  // Without a database (a private window, a full disk) each tab goes by itself.
  const own = createPagePapers();
  const shared = createStore('relevo-papeles', 'papeles');
  void forgetOld(shared).catch(() => {});

  let silent = false;

  /** Some browsers open a database never, and never say so: then this tab goes by itself from the first wait on. */
  function inTime<T>(ask: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (silent) return reject();
      const limit = setTimeout(() => {
        silent = true;
        reject();
      }, answerMs);
      ask()
        .finally(() => clearTimeout(limit))
        .then(resolve, reject);
    });
  }

  return {
    async get(key) {
      try {
        return await inTime(() => get<Paper>(key, shared));
      } catch {
        return own.get(key);
      }
    },
    async put(key, paper) {
      await own.put(key, paper);
      try {
        await inTime(() => set(key, { ...paper, at: Date.now() }, shared));
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
