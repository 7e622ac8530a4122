import type { Database } from 'better-sqlite3';

/** A connection of better-sqlite3. */
export type Db = Database;

/**
 * A write: runs inside one savepoint of the group transaction, synchronously, in the worker.
 * Input and result must survive `structuredClone`. What it throws undoes this write alone.
 */
export type Procedure<I = never, O = unknown> = (db: Db, input: I) => O;

/** The writes a database offers, by name: the `procedures` export of the module that `openStorage` is given. */
export type Procedures = Record<string, Procedure>;
