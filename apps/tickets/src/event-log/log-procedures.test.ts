import { copyFileSync, renameSync, statSync } from 'node:fs';
import { tempDir } from '@relevo/testkit/temp-dir';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { renewEpochIfRestored } from './log-procedures.ts';

/** A database that was made in its file, with what its row says of that file. */
async function aDatabase() {
  const dir = tempDir();
  const path = `${dir.path}/tickets.db`;
  const open = () => {
    const db = new Database(path);
    db.exec('CREATE TABLE IF NOT EXISTS stream (epoch TEXT, head INTEGER, file TEXT)');
    return db;
  };
  const first = open();
  first.exec("INSERT INTO stream VALUES ('primera', 7, NULL)");
  renewEpochIfRestored(first);
  first.close();
  return {
    path,
    /** Opens it as a start does. @returns its row after that */
    start(change = '') {
      const db = open();
      db.exec(change);
      renewEpochIfRestored(db);
      const row = db.prepare('SELECT epoch, file FROM stream').get() as { epoch: string; file: string };
      db.close();
      return row;
    },
    [Symbol.dispose]: () => dir[Symbol.dispose](),
  };
}

it('keeps its epoch in the file that it was made in', async () => {
  using database = await aDatabase();
  expect(database.start().epoch).toBe('primera');
});

it('keeps its epoch on a system that has renumbered its devices', async () => {
  using database = await aDatabase();
  const { ino } = statSync(database.path);
  const started = database.start(`UPDATE stream SET file = '99:${ino}'`);
  expect(started).toEqual({ epoch: 'primera', file: String(ino) });
});

it('begins a new epoch in another file', async () => {
  using database = await aDatabase();
  // The old one stays, so that its inode is not given to the copy.
  copyFileSync(database.path, `${database.path}-copia`);
  renameSync(database.path, `${database.path}-antes`);
  renameSync(`${database.path}-copia`, database.path);
  const { epoch, file } = database.start();
  expect(epoch).not.toBe('primera');
  expect(file).toBe(String(statSync(database.path).ino));
});
