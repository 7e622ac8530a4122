import type { Migration } from '../migrations.ts';
import { openReadConnection } from './connection.ts';
import { identify, sizeOf, walOf } from './file-identity.ts';
import { pendingMigrations } from './migrate.ts';

/**
 * Checks a file before anything may write to it, so that a file that is refused (no database, cut short, newer than this
 * code) stays as it is: a writing connection would copy the WAL into it on closing. Throws what is wrong.
 *
 * Only SQLite and `stat` touch the file: closing a descriptor of our own would drop every POSIX lock of the process on it.
 */
export function preflight(file: string, known: readonly Migration[], formerWal?: string): void {
  const walFile = walOf(file);
  const walBytes = sizeOf(walFile); // before the size of the file, because a first start fills the file first
  if (walBytes > 0 && sizeOf(file) === 0) {
    throw new Error(
      'it is missing or empty, but the WAL beside it is not: put the database back, or remove both',
    );
  }
  // SQLite cannot tell whose WAL it finds, and would copy it into the wrong database.
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
    // A process killed in its first moments leaves a journal to roll back; the writing connection will do that.
    if (!(error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_READONLY')))
      throw error;
  } finally {
    db.close();
  }
}
