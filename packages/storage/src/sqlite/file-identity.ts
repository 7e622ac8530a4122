import { realpathSync, statSync } from 'node:fs';

/** The very files a connection has open: which inodes, and the paths where they are expected. */
export type OpenFiles = { file: string; db: string; walFile: string; wal: string };

export type Place = 'same' | 'missing' | 'other';

/**
 * Says whether the paths still lead to the files that the connection holds. SQLite never looks: it goes on writing into
 * an unlinked inode, and what it then calls committed is lost with the process.
 */
export function placeOf(held: OpenFiles): Place {
  const db = identify(held.file);
  if (db === undefined) return 'missing';
  return db === held.db && identify(held.walFile) === held.wal ? 'same' : 'other';
}

/** Notes what a connection to `file` holds. The WAL keeps its inode for as long as a connection is open. */
export function identifyOpenFiles(file: string): OpenFiles {
  const walFile = walOf(file);
  const [db, wal] = [identify(file), identify(walFile)];
  if (db === undefined || wal === undefined) throw new Error('the file went away while it was being opened');
  return { file, db, walFile, wal };
}

/** Device and inode of a path as text, or undefined when it cannot be seen. Opens nothing (see `preflight`). */
export function identify(path: string): string | undefined {
  try {
    const stat = statSync(path, { bigint: true });
    return `${stat.dev}:${stat.ino}`;
  } catch {
    return undefined;
  }
}

/** Size of a path in bytes, 0 when it is not there. */
export function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** Path of the WAL. SQLite puts it beside the real file, not beside a link to it. */
export function walOf(file: string): string {
  return `${identify(file) === undefined ? file : realpathSync(file)}-wal`;
}
