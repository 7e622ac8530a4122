import { createStore, del, set, values } from 'idb-keyval';
import type { CommandStorage } from './command-queue.ts';
import type { QueuedCommand } from './queued-command.ts';

/** Keeps commands in the browser's IndexedDB, one record each, so that two tabs never overwrite each other's. */
export function createIndexedDbStorage(): CommandStorage {
  const store = createStore('relevo', 'comandos');
  return {
    load(loaded) {
      void whereItWorks(() => values<QueuedCommand>(store)).then((kept = []) =>
        loaded(kept.sort((a, b) => a.madeAt - b.madeAt)),
      );
    },
    keep: (queued) => void whereItWorks(() => set(queued.command.cmd_id, queued, store)),
    remove: (cmdId) => void whereItWorks(() => del(cmdId, store)),
  };
}

// Without a database (a private window, a full disk) everything still works, but commands do not survive a reload.
async function whereItWorks<T>(use: () => Promise<T>): Promise<T | undefined> {
  try {
    return await use();
  } catch {
    return undefined;
  }
}
