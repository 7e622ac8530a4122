import type { Db } from '../procedures.ts';
import { openWriteConnection } from './connection.ts';
import { sizeOf } from './file-identity.ts';

/** A database that another process may have open and write to, for the command line. Waits up to 15 s for its write lock. */
export type Beside = Disposable & {
  /** For reads. Keep them short: while one runs, nobody can empty the WAL. */
  db: Db;
  /** Does one piece of work in a transaction of its own; it is on disk when this returns. Others wait for it meanwhile. */
  write<T>(work: (db: Db) => T): T;
  /** Copies the WAL into the file and cuts it to nothing. @returns false if another process was reading all the time */
  emptyWal(): boolean;
  /** Writes the file anew without what its free pages and gaps hold. Others cannot write until it is done. */
  compact(): void;
  sizeBytes(): number;
};

/**
 * Opens a database beside the process that it belongs to. The file must exist.
 *
 * What is overwritten or removed over this connection is overwritten with zeros, pages that become free too
 * (`secure_delete`). What was removed earlier, by others, may still stand in free pages: `compact` ends that.
 * @param options.patienceMs how long `emptyWal` waits for others to end what they read
 */
export function openBeside(file: string, { patienceMs = 10_000 } = {}): Beside {
  const db = openWriteConnection(file, true);
  db.pragma('secure_delete = ON');

  function emptyWal(): boolean {
    const deadline = performance.now() + patienceMs;
    // While it waits for a reader it keeps others from writing: so it waits only between its tries.
    const timeout = db.pragma('busy_timeout', { simple: true });
    db.pragma('busy_timeout = 0');
    try {
      for (;;) {
        const [row] = db.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[];
        if (row?.busy === 0) return true;
        if (performance.now() > deadline) return false;
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
      }
    } finally {
      db.pragma(`busy_timeout = ${timeout}`);
    }
  }

  return {
    db,
    write: (work) => db.transaction(work).immediate(db),
    emptyWal,
    compact() {
      // In memory it would take as much as the database has.
      db.pragma('temp_store = FILE');
      db.exec('VACUUM');
      db.pragma('temp_store = MEMORY');
    },
    sizeBytes: () => sizeOf(file),
    [Symbol.dispose]: () => void db.close(),
  };
}
