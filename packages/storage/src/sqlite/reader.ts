import { isMediumFailure, StorageUnavailable } from '../errors.ts';
import { type Db, prepared } from '../procedures.ts';
import { openReadConnection } from './connection.ts';
import { type OpenFiles, placeOf } from './file-identity.ts';

/** Values for `?` in order, or for `:name` by name. */
export type SqlParams = readonly unknown[] | Readonly<Record<string, unknown>>;

/**
 * Reads on the calling thread, so keep queries short. Sees everything committed. Compiles each statement once. Each method
 * throws StorageUnavailable when the medium fails or the file was just replaced.
 */
export type Reader = {
  all<T>(sql: string, params?: SqlParams): T[];
  get<T>(sql: string, params?: SqlParams): T | undefined;
  /** Runs `fn`, synchronously, so that all its reads see one snapshot. */
  transaction<T>(fn: () => T): T;
};

/** A read that may take long: runs on the query thread. Input and result must survive `structuredClone`. */
export type Query<I = never, O = unknown> = (reader: Reader, input: I) => O;

/** The long reads a database offers, by name: the `queries` export of the module that `openStorage` is given. */
export type Queries = Record<string, Query>;

export type ReadConnection = Reader & {
  /** Closes, and reads these files from now on; with none, nothing can be read until the next call. */
  follow(held: OpenFiles | undefined): void;
};

/**
 * Makes a read connection that follows the writer. It never decides by itself to open another file at the path: until the
 * writer has emptied the old WAL, SQLite would read that WAL as part of the new file. It only reports it by `onMoved`.
 */
export function createReader(options: {
  busyTimeoutMs: number;
  /** Pages that it keeps in memory; 32 000 KiB unless given. */
  cacheKiB?: number;
  onMoved: () => void;
}): ReadConnection {
  let held: OpenFiles | undefined;
  let db: Db | undefined;

  const connection = (): Db => {
    const place = held && placeOf(held);
    if (place === undefined || place === 'other') options.onMoved();
    if (db) return db; // a missing file can still be read
    if (!held || place !== 'same') throw new StorageUnavailable('the database file is not in its place');
    db = openReadConnection(held.file, options.busyTimeoutMs, options.cacheKiB);
    return db;
  };

  // At once: a file that goes away before the first read could not be opened any more.
  const openNow = () => {
    try {
      connection();
    } catch {} // the next read tries again, and throws
  };

  const attempt = <T>(read: (db: Db) => T): T => {
    try {
      return read(connection());
    } catch (cause) {
      if (!isMediumFailure(cause)) throw cause;
      throw new StorageUnavailable('the database cannot be read', { cause });
    }
  };

  return {
    all: <T>(sql: string, params: SqlParams = []) => attempt((db) => prepared(db, sql).all(params) as T[]),
    get: <T>(sql: string, params: SqlParams = []) =>
      attempt((db) => prepared(db, sql).get(params) as T | undefined),
    transaction: (fn) => attempt((db) => db.transaction(fn)()),
    follow(next) {
      if (next && held && next.db === held.db && next.wal === held.wal) return;
      held = next;
      db?.close();
      db = undefined;
      if (held) openNow();
    },
  };
}
