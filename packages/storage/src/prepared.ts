import type { Statement } from 'better-sqlite3';
import type { Db } from './procedure.ts';

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
