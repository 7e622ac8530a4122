import type { Migration } from '../migrations.ts';
import { openReadConnection } from './connection.ts';
import { identify, sizeOf, walOf } from './file-identity.ts';
import { pendingMigrations } from './migrate.ts';

/**
 * Looks at a file before anything may write to it, so that one that is refused (no database, cut short, ahead of this
 * code) stays as it is: a writing connection would carry the WAL over on closing. Throws what is wrong.
 *
 * Only SQLite and `stat` touch the file: closing a descriptor of one's own drops every POSIX lock of the process on it.
 */
export function preflight(file: string, known: readonly Migration[], formerWal?: string): void {
  const walFile = walOf(file);
  const walBytes = sizeOf(walFile); // before the size of the file, which a first start fills first
  if (walBytes > 0 && sizeOf(file) === 0) {
    throw new Error(
      'it is missing or empty, but the WAL beside it is not: put the database back, or remove both',
    );
  }
  // SQLite cannot tell whose WAL it finds, and would carry it over into the wrong database.
  if (walBytes > 0 && formerWal !== undefined && identify(walFile) === formerWal) {
    throw new Error(
      'the WAL beside it belongs to the database that was here before: remove it, or put that one back',
    );
  }
  if (sizeOf(file) > 0) readSchema(file, known);
}

function readSchema(file: string, known: readonly Migration[]): void {
  const db = openReadConnection(file, 15_000);
  try {
    pendingMigrations(db, known);
  } catch (error) {
    // A process killed in its first moments leaves a journal to roll back; the writing connection does that.
    if (!(error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_READONLY')))
      throw error;
  } finally {
    db.close();
  }
}
