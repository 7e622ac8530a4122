import { randomBytes } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { type Db, prepared } from '@relevo/storage/procedures';

type Stream = { epoch: string; head: number; file: string | null };

const selectStream = 'SELECT epoch, head, file FROM stream';

/**
 * Begins a new epoch when the database is an older copy of itself: boards may have seen events that it does not hold,
 * so their cursors are worth nothing any more. It is one when it stands in another file than the one that it was made
 * in, or when its head is behind the mark kept beside it (a copy into the same file keeps the inode).
 */
export function recognizeFile(db: Db): void {
  const file = fileOf(db);
  const stream = prepared(db, selectStream).get() as Stream;
  const made = stream.file === null;
  const older = !made && (inodeOf(stream.file) !== file || isBehindMark(stream, db.name));
  if (stream.file === file && !older) return;
  const epoch = older ? randomBytes(16).toString('hex') : stream.epoch;
  prepared(db, 'UPDATE stream SET file = ?, epoch = ?').run(file, epoch);
}

// Versions up to 0.1 kept the device in front of it.
function inodeOf(file: string | null): string | undefined {
  return file?.split(':').at(-1);
}

const files = new WeakMap<Db, string>();

/**
 * The inode of the file that a connection has open. It stays with that file for as long as it lives; the device does not:
 * many systems number their devices anew at each start.
 */
export function fileOf(db: Db): string {
  const known = files.get(db);
  if (known !== undefined) return known;
  const file = `${statSync(db.name, { bigint: true }).ino}`;
  files.set(db, file);
  return file;
}

/**
 * Keeps a head of the log in a small file beside the database, where a restored copy does not reach it. It has to be on
 * disk: the head of this transaction, which may be undone, would later make the database look older than it is.
 */
export function markHead(db: Db, { epoch, head }: { epoch: string; head: number }): void {
  writeFileSync(markOf(db.name), `${epoch} ${head}\n`);
}

function isBehindMark({ epoch, head }: Stream, database: string): boolean {
  const [markedEpoch, markedHead] = readMark(database).trim().split(' ');
  return markedEpoch === epoch && head < Number(markedHead);
}

// Without a mark there is nothing to compare with: a new database, or a folder that was moved without it.
function readMark(database: string): string {
  try {
    return readFileSync(markOf(database), 'utf8');
  } catch {
    return '';
  }
}

function markOf(database: string): string {
  return `${database}-head`;
}
