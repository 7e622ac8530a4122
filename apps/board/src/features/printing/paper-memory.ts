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

const databaseName = 'relevo-papeles';
const storeName = 'papeles';
/** The service knows of older ones that they are printed. */
const keptMs = 7 * 24 * 60 * 60_000;

/** As long as the page lives. */
export function createPagePapers(): PaperStore {
  const papers = new Map<string, Paper>();
  return {
    get: async (key) => papers.get(key),
    put: async (key, paper) => void papers.set(key, paper),
  };
}

/**
 * In the browser's IndexedDB, which all tabs see alike as soon as something is written. Not in localStorage: a tab in
 * another process may read for a while what stood there before, and would print what has just been printed.
 */
export function createSharedPapers(): PaperStore {
  // Where there is no database (a private window, a full disk) each tab goes by itself.
  const own = createPagePapers();
  const opening = open().catch(() => null);

  return {
    async get(key) {
      try {
        const papers = (await opening)?.transaction(storeName).objectStore(storeName);
        return papers ? await settled<Paper | undefined>(papers.get(key)) : await own.get(key);
      } catch {
        return own.get(key);
      }
    },
    async put(key, paper) {
      await own.put(key, paper);
      try {
        const papers = (await opening)?.transaction(storeName, 'readwrite').objectStore(storeName);
        if (papers) await settled(papers.put({ ...paper, at: Date.now() }, key));
      } catch {}
    },
  };
}

async function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(databaseName, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(storeName);
  const database = await settled(request);
  const papers = database.transaction(storeName, 'readwrite').objectStore(storeName);
  const walk = papers.openCursor();
  walk.onsuccess = () => {
    const { result: at } = walk;
    if (at && at.value.at < Date.now() - keptMs) at.delete();
    at?.continue();
  };
  return database;
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
