import type { CommandStorage } from './command-queue.ts';
import type { QueuedCommand } from './queued-command.ts';

const databaseName = 'relevo';
const storeName = 'comandos';

/** Commands in the browser's IndexedDB, one record each, so that two tabs never overwrite each other's. */
export function createIndexedDbStorage(): CommandStorage {
  const opening = open();

  // Without a database (a private window, a full disk) everything but surviving a reload still works.
  async function use(run: (store: IDBObjectStore) => void): Promise<void> {
    try {
      const database = await opening;
      if (database) run(database.transaction(storeName, 'readwrite').objectStore(storeName));
    } catch {}
  }

  return {
    load(loaded) {
      void all(opening).then((kept) => loaded(kept.sort((a, b) => a.madeAt - b.madeAt)));
    },
    keep: (queued) => void use((store) => store.put(queued, queued.command.cmd_id)),
    remove: (cmdId) => void use((store) => store.delete(cmdId)),
  };
}

async function open(): Promise<IDBDatabase | null> {
  try {
    const request = indexedDB.open(databaseName, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(storeName);
    return await settled(request);
  } catch {
    return null;
  }
}

async function all(opening: Promise<IDBDatabase | null>): Promise<QueuedCommand[]> {
  try {
    const store = (await opening)?.transaction(storeName).objectStore(storeName);
    return store ? await settled<QueuedCommand[]>(store.getAll()) : [];
  } catch {
    return [];
  }
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
