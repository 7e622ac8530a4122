import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { keepsConnection } from '../errors.ts';
import { readMigrations } from '../migrations.ts';
import { type Db, runBatch } from '../procedures.ts';
import type { Call, Outcome } from '../write-queue.ts';
import { assertDurable, openWriteConnection } from './connection.ts';
import { identify, identifyOpenFiles, type OpenFiles, placeOf, sizeOf } from './file-identity.ts';
import { migrate } from './migrate.ts';
import { preflight } from './preflight.ts';

export type WriterOptions = {
  file: string;
  migrations: readonly { component: string; dir: string }[];
  procedures: string;
  busyTimeoutMs: number;
  mayCreate: boolean;
  /** The files of the writer that this one replaces. */
  former?: OpenFiles;
};

// As many as SQLite's own automatic checkpoint waits for.
const MANY_WAL_PAGES = 1_000;

export type Writer = {
  held(): OpenFiles;
  /** True when other files stand in place of the open ones: `reopen` before anything else. */
  mustReopen(): boolean;
  reopen(): void;
  /** Runs one group transaction; throws, with nothing stored, when the medium fails. */
  run(calls: readonly Call[]): Outcome[];
  /** Empties a WAL of at least so many bytes into the database, unless somebody reads from it. */
  truncateWal(minWalBytes: number): void;
  /** Copies the WAL into the database once it is long, as far as readers allow. */
  checkpoint(): void;
  close(): void;
};

/** Opens the one writing connection of a database, checked and migrated. Throws an error that names the file. */
export function createWriter(options: WriterOptions, runCall: (db: Db, call: Call) => unknown): Writer {
  const { file, busyTimeoutMs } = options;
  let { db, held } = open(options);
  let suspect = false;

  const assertInPlace = () => {
    const place = placeOf(held);
    if (place !== 'same')
      throw new Error(`the database file ${file} is ${place === 'missing' ? 'gone' : 'another'}`);
  };

  /** Returns whether the WAL is empty now; another process that reads may prevent it. */
  const emptyWal = (): boolean => {
    db.pragma('busy_timeout = 0'); // writes must not wait for a reader that pins the WAL
    try {
      return db.pragma('wal_checkpoint(TRUNCATE)', { simple: true }) === 0;
    } finally {
      db.pragma(`busy_timeout = ${busyTimeoutMs}`);
    }
  };

  return {
    held: () => held,
    mustReopen() {
      const place = placeOf(held);
      return !db.open || place === 'other' || (suspect && place === 'same');
    },
    reopen() {
      // A WAL that is left behind would be copied into the other database.
      if (db.open && placeOf(held) === 'other' && !emptyWal()) {
        throw new Error(
          `the database file ${file} was replaced, and another process still reads the old one`,
        );
      }
      db.close();
      ({ db, held } = open({ ...options, mayCreate: false, former: held }));
      suspect = false;
    },
    run(calls) {
      try {
        assertInPlace();
        return runBatch(db, calls, (call) => runCall(db, call), assertInPlace);
      } catch (error) {
        suspect ||= placeOf(held) === 'same' && (db.inTransaction || !keepsConnection(error));
        throw error;
      }
    },
    truncateWal(minWalBytes) {
      if (!db.open || sizeOf(held.walFile) < minWalBytes) return;
      emptyWal();
    },
    checkpoint() {
      if (!db.open) return;
      const [wal] = db.pragma('wal_checkpoint(NOOP)') as { log: number; checkpointed: number }[];
      if (wal && wal.log - wal.checkpointed >= MANY_WAL_PAGES) db.pragma('wal_checkpoint(PASSIVE)');
    },
    close() {
      if (!db.open) return;
      try {
        emptyWal();
      } finally {
        db.close();
      }
    },
  };
}

function open(options: WriterOptions): { db: Db; held: OpenFiles } {
  const { file, busyTimeoutMs, mayCreate, former } = options;
  try {
    const known = readMigrations(
      options.migrations.map(({ component, dir }) => ({ component, dir: new URL(dir) })),
    );
    if (mayCreate) mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const before = identify(file);
    preflight(file, known, former && former.db !== before ? former.wal : undefined);
    const db = openWriteConnection(file, !mayCreate);
    try {
      migrate(db, known);
      assertDurable(db);
      db.pragma(`busy_timeout = ${busyTimeoutMs}`);
      const held = identifyOpenFiles(file);
      if (before !== undefined && held.db !== before)
        throw new Error('it was replaced while it was being opened');
      return { db, held };
    } catch (error) {
      db.close();
      throw error;
    }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`cannot open the database ${file}: ${reason}`, { cause });
  }
}
