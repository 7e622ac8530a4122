import { copyFileSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { tempDir } from '@relevo/testkit/temp-dir';
import { describe, expect, it } from 'vitest';
import { note, notesIn, openNotes } from '../testing/open-notes.ts';

const UNAVAILABLE = { name: 'StorageUnavailable', code: 'storage-unavailable' };

describe('opening a file', () => {
  it.each([
    ['text', Buffer.from('id;nombre\n'.repeat(500))],
    ['a few bytes', Buffer.from('hola')],
  ])('refuses %s, names the file and leaves it untouched', async (_, content) => {
    using folder = tempDir();
    const file = folder.at('notes.db');
    writeFileSync(file, content);
    await expect(openNotes(file)).rejects.toMatchObject({
      ...UNAVAILABLE,
      message: expect.stringContaining(file),
    });
    expect(readFileSync(file)).toEqual(content);
  });

  it('refuses a database that is cut short and leaves it untouched', async () => {
    using folder = tempDir();
    const file = folder.at('notes.db');
    {
      await using notes = await openNotes(file);
      await notes.write('addNote', note(1, 'x'.repeat(50_000)));
    }
    truncateSync(file, 8_192);
    const before = readFileSync(file);
    await expect(openNotes(file)).rejects.toThrow(/notes\.db.*malformed/);
    expect(readFileSync(file)).toEqual(before);
  });

  it('refuses a folder', async () => {
    using folder = tempDir();
    mkdirSync(folder.at('notes.db'));
    await expect(openNotes(folder.at('notes.db'))).rejects.toThrow(/notes\.db/);
  });

  it('refuses to start a new database beside the WAL of one that is gone', async () => {
    using folder = tempDir();
    writeFileSync(folder.at('notes.db-wal'), 'frames');
    await expect(openNotes(folder.at('notes.db'))).rejects.toThrow(/put the database back/);
    expect(readFileSync(folder.at('notes.db-wal'), 'utf8')).toBe('frames');
  });

  it('refuses a database that is newer than this code and leaves it and its WAL untouched', async () => {
    using folder = tempDir();
    const [file, wal] = [folder.at('notes.db'), folder.at('notes.db-wal')];
    {
      await using newer = await openNotes(folder.at('newer.db'), { migrations: 'newer-migrations' });
      await newer.write('addNote', note(1));
      copyFileSync(folder.at('newer.db'), file);
      copyFileSync(folder.at('newer.db-wal'), wal);
    }
    const before = [readFileSync(file), readFileSync(wal)];
    await expect(openNotes(file)).rejects.toThrow(/notes\.db.*notes\/003-color.*newer/);
    expect([readFileSync(file), readFileSync(wal)]).toEqual(before);
    expect(notesIn(file)).toEqual([note(1)]);
  });

  it('brings an older database up to date and keeps its rows', async () => {
    using folder = tempDir();
    const file = folder.at('notes.db');
    {
      await using older = await openNotes(file);
      await older.write('addNote', note(1));
    }
    await using newer = await openNotes(file, { migrations: 'newer-migrations' });
    expect(newer.reader.all('SELECT * FROM notes')).toEqual([{ ...note(1), color: null }]);
    expect(newer.reader.all('SELECT number FROM migrations')).toEqual([
      { number: 1 },
      { number: 2 },
      { number: 3 },
    ]);
    expect(notesIn(file)).toEqual([note(1)]);
  });
});
