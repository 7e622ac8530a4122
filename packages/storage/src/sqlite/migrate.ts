import { type AppliedMigration, type Migration, planMigrations } from '../migrations.ts';
import type { Db } from '../procedures.ts';

/**
 * Brings `db` up to date. Reading, planning and running are one IMMEDIATE transaction, so of two processes that start
 * together the second finds everything done. Throws, with nothing changed, when the database is newer than this code.
 */
export function migrate(db: Db, known: readonly Migration[]): void {
  // A migration that rebuilds a table needs foreign keys off, and this pragma has no effect inside a transaction.
  db.pragma('foreign_keys = OFF');
  db.transaction(() => {
    db.exec(OWN_TABLES);
    const pending = pendingMigrations(db, known);
    for (const migration of pending) run(db, migration);
    if (pending.length > 0) checkForeignKeys(db);
  }).immediate();
  db.pragma('foreign_keys = ON');
}

/** Returns the migrations that `db` still needs. Throws when it has one that this code does not know or has changed. */
export function pendingMigrations(db: Db, known: readonly Migration[]): Migration[] {
  const plan = planMigrations(known, appliedMigrations(db));
  switch (plan.kind) {
    case 'run':
      return plan.pending;
    case 'newer':
      throw new Error(
        `it has migration ${label(plan.unknown)}, which this version does not know: run a newer one`,
      );
    case 'changed':
      throw new Error(`migration ${label(plan.changed)} was edited after it had been applied here`);
  }
}

const OWN_TABLES = `
  CREATE TABLE IF NOT EXISTS migrations (
    component  TEXT NOT NULL,
    number     INTEGER NOT NULL,
    name       TEXT NOT NULL,
    checksum   TEXT NOT NULL,
    applied_at TEXT NOT NULL,
    PRIMARY KEY (component, number)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS storage_room (
    id   INTEGER PRIMARY KEY CHECK (id = 1),
    room BLOB NOT NULL
  ) STRICT;
`;

function appliedMigrations(db: Db): AppliedMigration[] {
  const table = db.prepare(`SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'migrations'`).get();
  if (!table) return [];
  return db
    .prepare<[], AppliedMigration>(`SELECT component, number, name, checksum FROM migrations ORDER BY 1, 2`)
    .all();
}

function run(db: Db, migration: Migration): void {
  const { component, number, name, checksum, sql } = migration;
  try {
    db.exec(sql);
  } catch (cause) {
    throw new Error(`migration ${label(migration)} failed: ${String(cause)}`, { cause });
  }
  if (!db.inTransaction) throw new Error(`migration ${label(migration)} ends the transaction; it must not`);
  db.prepare(
    `INSERT INTO migrations (component, number, name, checksum, applied_at) VALUES (?, ?, ?, ?, ?)`,
  ).run(component, number, name, checksum, new Date().toISOString());
}

function checkForeignKeys(db: Db): void {
  const [broken] = db.prepare<[], { table: string }>('PRAGMA foreign_key_check').all();
  if (broken) throw new Error(`the migrations leave a row of ${broken.table} that refers to nothing`);
}

function label({ component, number, name }: AppliedMigration): string {
  return `${component}/${String(number).padStart(3, '0')}-${name}`;
}
