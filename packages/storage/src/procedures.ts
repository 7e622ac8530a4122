import type { Database, Statement } from 'better-sqlite3';
import { isMediumFailure, serializeError } from './errors.ts';
import type { Call, Outcome } from './write-queue.ts';

// The entry `@relevo/storage/procedures`: what a procedure needs, and how a batch of them is run. It runs in the writer thread, and every library loaded there
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

/**
 * Runs all `calls` in one transaction and returns the outcome of each once it is on disk. A call that throws is undone
 * alone. A failure of the medium throws and undoes the whole batch.
 *
 * `assertInPlace` throws when the path no longer leads to the open file. It is called before COMMIT, while everything can
 * still be undone, and after it, because a write may only be answered if the path led to the committed file when the commit
 * was already on disk. A file that goes away later is lost with the write in it.
 */
export function runBatch(
  db: Db,
  calls: readonly Call[],
  run: (call: Call) => unknown,
  assertInPlace: () => void,
): Outcome[] {
  const commitAll = (runOne: (call: Call) => Outcome) =>
    inTransaction(db, () => calls.map(runOne), assertInPlace);
  // A savepoint for each call costs a tenth of the writer's time, and calls rarely throw. So run the batch without them
  // first, and once more with them if a call threw.
  let running = false;
  try {
    return commitAll((call) => {
      running = true;
      const outcome = runPlain(call, run);
      running = false;
      return outcome;
    });
  } catch (error) {
    if (!running || isMediumFailure(error)) throw error;
  }
  return commitAll((call) => runGuarded(db, call, run));
}

function inTransaction(db: Db, work: () => Outcome[], assertInPlace: () => void): Outcome[] {
  prepared(db, 'BEGIN IMMEDIATE').run();
  try {
    const outcomes = work();
    assertInPlace();
    prepared(db, 'COMMIT').run();
    assertInPlace();
    return outcomes;
  } catch (error) {
    if (db.inTransaction) prepared(db, 'ROLLBACK').run();
    throw error;
  }
}

function runGuarded(db: Db, call: Call, run: (call: Call) => unknown): Outcome {
  prepared(db, 'SAVEPOINT one_write').run();
  try {
    const outcome = runPlain(call, run);
    prepared(db, 'RELEASE one_write').run();
    return outcome;
  } catch (error) {
    // SQLite may have ended the transaction by itself; then the writes before this one are gone too.
    if (isMediumFailure(error) || !db.inTransaction) throw error;
    prepared(db, 'ROLLBACK TO one_write').run();
    prepared(db, 'RELEASE one_write').run();
    return { ok: false, error: serializeError(error) };
  }
}

function runPlain(call: Call, run: (call: Call) => unknown): Outcome {
  const value = run(call);
  assertSynchronous(call, value);
  return { ok: true, value };
}

function assertSynchronous({ name }: Call, value: unknown): void {
  if (!(value instanceof Promise)) return;
  value.catch(() => undefined);
  throw new TypeError(
    `procedure ${name} returned a promise; what it does later would not be in the transaction`,
  );
}
