import { closeSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Db } from '../procedures.ts';
import { sizeOf } from './file-identity.ts';

/** Brings an open file, or a folder, to the disk; throws when that fails. */
export type Sync = (descriptor: number) => void;

const CHUNK_BYTES = 1024 * 1024;

/**
 * Makes the WAL on the disk what it is in the page cache, so that whatever SQLite has recovered from it survives a power cut.
 * Throws when the disk fails; then nothing read from the database may be answered.
 *
 * Whoever wrote the WAL may have been killed before its fsync, or after one that failed. Then SQLite recovers frames as
 * committed that are in the cache alone, and because a failed fsync leaves pages marked clean, no later one brings them to the disk:
 * what is appended behind them is lost with them. So each byte is written once more, and then synced. A checkpoint would not
 * do: the disk would keep a WAL that ends in the middle, and a power cut would replay its older pages over the database.
 *
 * The write lock keeps others from changing the WAL meanwhile. No lock of SQLite lies on the WAL itself, so closing a
 * descriptor of it drops none.
 */
export function rewriteWal(db: Db, walFile: string, sync: Sync = fsyncSync): void {
  if (sizeOf(walFile) === 0) return;
  db.transaction(() => {
    withOpen(walFile, 'r+', (wal) => {
      copyOntoItself(wal);
      sync(wal);
    });
    // The name too: SQLite syncs the folder only with the first fsync of a WAL that it has made itself.
    withOpen(dirname(walFile), 'r', sync);
  }).immediate();
}

function copyOntoItself(file: number): void {
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  let offset = 0;
  for (;;) {
    const length = readSync(file, chunk, 0, CHUNK_BYTES, offset);
    if (length === 0) return;
    for (let written = 0; written < length; )
      written += writeSync(file, chunk, written, length - written, offset + written);
    offset += length;
  }
}

function withOpen(path: string, flags: 'r' | 'r+', use: (descriptor: number) => void): void {
  const descriptor = openSync(path, flags);
  try {
    use(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
