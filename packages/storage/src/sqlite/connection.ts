import Database from 'better-sqlite3';
import { type Db, prepared } from '../procedures.ts';
import { walOf } from './file-identity.ts';
import { rewriteWal, type Sync } from './rewrite-wal.ts';

/** Older ones have a race on WAL reset that can lose commits: https://sqlite.org/wal.html#walresetbug */
const OLDEST_SQLITE = '3.51.3';

// A starting process may find another in the middle of its migrations, and has time to wait.
const OPENING_BUSY_TIMEOUT_MS = 15_000;

/**
 * Opens the connection that writes, and reads WAL and FULL back to be sure. Throws what SQLite or a check says. Whatever can be
 * read over it is on the disk: a WAL that it finds is written once more first.
 */
export function openWriteConnection(file: string, mustExist: boolean, sync?: Sync): Db {
  const db = new Database(file, { fileMustExist: mustExist, timeout: OPENING_BUSY_TIMEOUT_MS });
  try {
    assertSqliteVersion(db);
    enterWal(db);
    db.pragma('synchronous = FULL');
    db.pragma('fullfsync = ON'); // macOS only: its plain fsync does not reach the disk
    db.pragma('foreign_keys = ON');
    db.pragma(`journal_size_limit = ${64 * 1024 * 1024}`);
    // The automatic checkpoint would run within a commit, and the callers of that commit would wait for it.
    db.pragma('wal_autocheckpoint = 0');
    db.pragma('cache_size = -32000'); // KiB
    db.pragma('temp_store = MEMORY');
    // What is overwritten or removed is gone from its page too, where that costs no further page: who is to be forgotten
    // must not be left in the gaps between rows.
    db.pragma('secure_delete = FAST');
    assertDurable(db);
    rewriteWal(db, walOf(file), sync);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * Does one piece of work in a transaction of its own on a database that another process may have open: for the command line.
 * The file must exist; it is on disk when this returns. Waits up to 15 s for the other's write lock.
 */
export function writeBeside<T>(file: string, work: (db: Db) => T): T {
  const db = openWriteConnection(file, true);
  try {
    return db.transaction(work).immediate(db);
  } finally {
    db.close();
  }
}

/** Opens a connection that can only read, and only an existing file. */
export function openReadConnection(file: string, busyTimeoutMs: number, cacheKiB = 32_000): Db {
  const db = new Database(file, { readonly: true, fileMustExist: true, timeout: busyTimeoutMs });
  db.pragma(`cache_size = -${cacheKiB}`);
  db.pragma('temp_store = MEMORY');
  return db;
}

/** Throws unless a commit of this connection is on disk before it returns. */
export function assertDurable(db: Db): void {
  const wanted = { journal_mode: 'wal', synchronous: 2, foreign_keys: 1 };
  for (const [name, value] of Object.entries(wanted)) {
    const found = db.pragma(name, { simple: true });
    if (found !== value)
      throw new Error(`PRAGMA ${name} is ${found} and not ${value}: commits would not be safe`);
  }
}

function assertSqliteVersion(db: Db): void {
  const version = db.prepare<[], string>('SELECT sqlite_version()').pluck().get() ?? '0';
  if (version.localeCompare(OLDEST_SQLITE, 'en', { numeric: true }) < 0) {
    throw new Error(`SQLite ${version} can lose committed writes; ${OLDEST_SQLITE} or newer is needed`);
  }
}

// When two processes open a new file at once, SQLite answers BUSY to this switch without calling the busy handler.
function enterWal(db: Db): void {
  const deadline = performance.now() + OPENING_BUSY_TIMEOUT_MS;
  for (;;) {
    try {
      db.pragma('journal_mode = WAL');
      return;
    } catch (error) {
      const busy = error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');
      if (!busy || performance.now() > deadline) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    }
  }
}

/** The name of the call behind `probe`; no export of a module can have it by accident. */
export const PROBE = 'storage:probe';

/** As much as a few orders with their indexes: on a full disk a smaller write may still fit where no order would. */
const probeBytes = 64 * 1_024;

/** Makes a real write, into a table of this package. */
export function touchProbe(db: Db): void {
  const sql =
    'INSERT INTO storage_room VALUES (1, randomblob(?)) ON CONFLICT DO UPDATE SET room = excluded.room';
  prepared(db, sql).run(probeBytes);
}
