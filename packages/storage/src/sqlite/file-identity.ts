import { realpathSync, statSync } from 'node:fs';

/** The files that a connection has open: their inodes, and the paths where they are expected. */
export type OpenFiles = { file: string; db: string; walFile: string; wal: string };

export type Place = 'same' | 'missing' | 'other';

/**
 * Returns whether the paths still lead to the files that the connection has open. SQLite never checks: it goes on writing
 * into a deleted file, and what it then calls committed is lost with the process.
 */
export function placeOf(held: OpenFiles): Place {
  const db = identify(held.file);
  if (db === undefined) return 'missing';
  return db === held.db && identify(held.walFile) === held.wal ? 'same' : 'other';
}

/** Returns the identity of the files behind an open connection to `file`. The WAL keeps its inode while one is open. */
export function identifyOpenFiles(file: string): OpenFiles {
  const walFile = walOf(file);
  const [db, wal] = [identify(file), identify(walFile)];
  if (db === undefined || wal === undefined) throw new Error('the file went away while it was being opened');
  return { file, db, walFile, wal };
}

/** Returns device and inode of a path as text, or undefined when there is none. Opens nothing (see `preflight`). */
export function identify(path: string): string | undefined {
  try {
    const stat = statSync(path, { bigint: true });
    return `${stat.dev}:${stat.ino}`;
  } catch {
    return undefined;
  }
}

/** Returns the size of a file in bytes, 0 when there is none. */
export function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** Returns the path of the WAL. SQLite puts it beside the real file, not beside a link to it. */
export function walOf(file: string): string {
  return `${identify(file) === undefined ? file : realpathSync(file)}-wal`;
}
