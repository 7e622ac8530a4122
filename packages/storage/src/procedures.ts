import type { Database, Statement } from 'better-sqlite3';

// The entry `@relevo/storage/procedures`: what a procedure needs. It runs in the writer thread, and every library loaded there
// makes a service start later, so this file loads nothing: no zod, no Express, no relay (`test/writer-thread.test.ts`).

/** A connection of better-sqlite3. */
export type Db = Database;

/**
 * A write: runs inside one savepoint of the group transaction, synchronously, in the worker.
 * Input and result must survive `structuredClone`. What it throws undoes this write alone.
 */
export type Procedure<I = never, O = unknown> = (db: Db, input: I) => O;

/** The writes a database offers, by name: the `procedures` export of the module that `openStorage` is given. */
export type Procedures = Record<string, Procedure>;

const statements = new WeakMap<Db, Map<string, Statement>>();

/**
 * The statement of `sql` on `db`, compiled once for each connection. It is shared: do not toggle `pluck`, `raw`,
 * `expand`, `safeIntegers` or `bind` on it.
 */
export function prepared(db: Db, sql: string): Statement {
  const ofDb = statements.get(db) ?? new Map<string, Statement>();
  statements.set(db, ofDb);
  const statement = ofDb.get(sql) ?? db.prepare(sql);
  ofDb.set(sql, statement);
  return statement;
}
