import { existsSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { tempDir } from '@relevo/testkit/temp-dir';
import Database from 'better-sqlite3';
import { describe, expect, it, vi } from 'vitest';
import { note, notesIn, openNotes } from '../testing/open-notes.ts';

const UNAVAILABLE = { name: 'StorageUnavailable', code: 'storage-unavailable' };

/** Makes a closed database with these notes, as a backup would be. */
async function makeBackup(file: string, ids: number[], migrations?: 'newer-migrations'): Promise<void> {
  await using notes = await openNotes(file, { migrations });
  await Promise.all(ids.map((id) => notes.write('addNote', note(id))));
}

function integrity(file: string): unknown {
  const db = new Database(file, { readonly: true });
  try {
    return db.pragma('integrity_check', { simple: true });
  } finally {
    db.close();
  }
}

describe('a database file that moves', () => {
  it('rejects every write and makes no new file while the file is missing, and goes on when it is back', async () => {
    using folder = tempDir();
    const file = folder.at('notes.db');
    await using notes = await openNotes(file);
    await notes.write('addNote', note(1));

    renameSync(file, folder.at('elsewhere.db'));
    await expect(notes.write('addNote', note(2))).rejects.toMatchObject(UNAVAILABLE);
    await expect(notes.probe()).rejects.toMatchObject(UNAVAILABLE);
    expect(existsSync(file)).toBe(false);
    expect(notes.reader.all('SELECT id FROM notes')).toEqual([{ id: 1 }]);

    renameSync(folder.at('elsewhere.db'), file);
    await notes.write('addNote', note(3));
    expect(notesIn(file)).toEqual([note(1), note(3)]);
    expect(notes.reader.all('SELECT id FROM notes')).toEqual([{ id: 1 }, { id: 3 }]);
  });

  it('rejects every write after the file was deleted', async () => {
    using folder = tempDir();
    await using notes = await openNotes(folder.at('notes.db'));
    await notes.write('addNote', note(1));
    unlinkSync(folder.at('notes.db'));
    for (const id of [2, 3])
      await expect(notes.write('addNote', note(id))).rejects.toMatchObject(UNAVAILABLE);
    expect(existsSync(folder.at('notes.db'))).toBe(false);
  });

  it('serves another database that was put in place of the file, migrated and sound', async () => {
    using folder = tempDir();
    const file = folder.at('notes.db');
    await makeBackup(folder.at('backup.db'), [100, 101]);
    await using notes = await openNotes(file);
    await Promise.all([1, 2, 3].map((id) => notes.write('addNote', note(id, 'x'.repeat(20_000)))));
    expect(notes.stats().walBytes).toBeGreaterThan(60_000);

    renameSync(folder.at('backup.db'), file);
    await notes.write('addNote', note(102));

    const expected = [note(100), note(101), note(102)];
    expect(notes.reader.all('SELECT * FROM notes')).toEqual(expected);
    expect(notesIn(file)).toEqual(expected);
    expect(integrity(file)).toBe('ok');
    expect(await notes.write('pragmas', undefined)).toMatchObject({ journal_mode: 'wal', synchronous: 2 });
    await expect(Promise.all([notes.probe(), notes.write('addNote', note(103))])).resolves.toBeDefined();
  });

  it('copies everything acknowledged into the old file before it closes it', async () => {
    using folder = tempDir();
    const file = folder.at('notes.db');
    await makeBackup(folder.at('backup.db'), [100]);
    await using notes = await openNotes(file);
    await notes.write('addNote', note(1));
    renameSync(file, folder.at('old.db'));
    renameSync(folder.at('backup.db'), file);
    await notes.write('addNote', note(101));
    expect(notesIn(folder.at('old.db'))).toEqual([note(1)]);
  });

  it('serves the other database to readers even if nobody writes', async () => {
    using folder = tempDir();
    const file = folder.at('notes.db');
    await makeBackup(folder.at('backup.db'), [100]);
    await using notes = await openNotes(file);
    expect(notes.reader.all('SELECT id FROM notes')).toEqual([]);
    renameSync(folder.at('backup.db'), file);
    await vi.waitFor(() => expect(notes.reader.all('SELECT id FROM notes')).toEqual([{ id: 100 }]));
  });

  it('serves nothing from a file it must refuse, leaves it as it is, and takes the right one later', async () => {
    using folder = tempDir();
    const file = folder.at('notes.db');
    await makeBackup(folder.at('newer.db'), [100], 'newer-migrations');
    await makeBackup(folder.at('right.db'), [200]);
    await using notes = await openNotes(file);

    renameSync(folder.at('newer.db'), file);
    await expect(notes.write('addNote', note(1))).rejects.toThrow(/notes\/003-color/);
    await expect(notes.write('addNote', note(1))).rejects.toMatchObject(UNAVAILABLE);
    expect(() => notes.reader.all('SELECT 1')).toThrow(expect.objectContaining(UNAVAILABLE));
    expect(notesIn(file)).toEqual([note(100)]);

    renameSync(file, folder.at('newer.db'));
    await expect(notes.write('addNote', note(1))).rejects.toMatchObject(UNAVAILABLE);
    expect(existsSync(file)).toBe(false);

    renameSync(folder.at('right.db'), file);
    await notes.write('addNote', note(201));
    expect(notes.reader.all('SELECT id FROM notes')).toEqual([{ id: 200 }, { id: 201 }]);
  });

  it('loses nothing when only the WAL is deleted', async () => {
    using folder = tempDir();
    const file = folder.at('notes.db');
    await using notes = await openNotes(file);
    await notes.write('addNote', note(1));
    unlinkSync(`${file}-wal`);
    await notes.write('addNote', note(2));
    expect(notesIn(file)).toEqual([note(1), note(2)]);
    expect(notes.reader.all('SELECT id FROM notes')).toEqual([{ id: 1 }, { id: 2 }]);
  });

  it('does not follow to another file while another process pins the WAL of the old one', async () => {
    using folder = tempDir();
    const file = folder.at('notes.db');
    await makeBackup(folder.at('backup.db'), [100]);
    await using notes = await openNotes(file);
    await notes.write('addNote', note(1));
    const other = new Database(file, { readonly: true });
    other.exec('BEGIN');
    other.prepare('SELECT * FROM notes').all();
    await notes.write('addNote', note(2));

    renameSync(folder.at('backup.db'), file);
    await expect(notes.write('addNote', note(101))).rejects.toThrow(/still reads the old one/);
    other.close();
    await notes.write('addNote', note(102));

    expect(notesIn(file)).toEqual([note(100), note(102)]);
    expect(integrity(file)).toBe('ok');
  });

  it('leaves nothing of the old database beside another one that was put there before it closed', async () => {
    using folder = tempDir();
    const file = folder.at('notes.db');
    await makeBackup(folder.at('backup.db'), [100]);
    const notes = await openNotes(file);
    await Promise.all([1, 2, 3].map((id) => notes.write('addNote', note(id, 'x'.repeat(20_000)))));
    renameSync(folder.at('backup.db'), file);
    await notes[Symbol.asyncDispose]();

    await using again = await openNotes(file);
    expect(again.reader.all('SELECT id FROM notes')).toEqual([{ id: 100 }]);
    expect(integrity(file)).toBe('ok');
  });

  it('keeps the WAL of the old database out of one that was put there while the worker was dead', async () => {
    using folder = tempDir();
    const file = folder.at('notes.db');
    await makeBackup(folder.at('backup.db'), [100]);
    await using notes = await openNotes(file);
    await notes.write('addNote', note(1));
    await expect(notes.write('die', note(2))).rejects.toMatchObject(UNAVAILABLE);

    renameSync(folder.at('backup.db'), file);
    await expect(notes.write('addNote', note(3))).rejects.toThrow(/the WAL beside it belongs to/);

    unlinkSync(`${file}-wal`);
    await vi.waitFor(() => notes.write('addNote', note(101)), { timeout: 10_000 });
    expect(notesIn(file)).toEqual([note(100), note(101)]);
    expect(integrity(file)).toBe('ok');
  });

  it('refuses a file of text put in its place', async () => {
    using folder = tempDir();
    const file = folder.at('notes.db');
    await using notes = await openNotes(file);
    writeFileSync(folder.at('text'), 'not a database, '.repeat(100));
    renameSync(folder.at('text'), file);
    await expect(notes.write('addNote', note(1))).rejects.toMatchObject({
      cause: { message: expect.stringContaining(file) },
    });
  });
});
