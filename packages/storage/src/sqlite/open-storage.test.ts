import { existsSync } from 'node:fs';
import { tempDir } from '@relevo/testkit/temp-dir';
import Database from 'better-sqlite3';
import { describe, expect, it, vi } from 'vitest';
import { note, notesIn, openNotes } from '../testing/open-notes.ts';

describe('openStorage', () => {
  it('resolves a write only when another connection can see it', async () => {
    using folder = tempDir();
    await using notes = await openNotes(folder.at('notes.db'));

    await expect(notes.write('addNote', note(1))).resolves.toEqual(note(1));

    expect(notesIn(folder.at('notes.db'))).toEqual([note(1)]);
    expect(notes.reader.get('SELECT * FROM notes WHERE id = ?', [1])).toEqual(note(1));
    expect(notes.reader.all('SELECT id FROM notes WHERE text = :text', { text: 'note 1' })).toEqual([
      { id: 1 },
    ]);
  });

  it('makes the folder of the file', async () => {
    using folder = tempDir();
    await using notes = await openNotes(folder.at('deep/er/notes.db'));
    await notes.write('addNote', note(1));
    expect(notesIn(folder.at('deep/er/notes.db'))).toHaveLength(1);
  });

  it('writes with WAL, synchronous FULL and foreign keys, on a new file as on an old one', async () => {
    using folder = tempDir();
    const wanted = { journal_mode: 'wal', synchronous: 2, foreign_keys: 1, busy_timeout: 1_234 };
    for (const _ of ['new', 'old']) {
      await using notes = await openNotes(folder.at('notes.db'), { busyTimeoutMs: 1_234 });
      expect(await notes.write('pragmas', undefined)).toMatchObject(wanted);
      await notes.write('addNote', note(Date.now()));
      expect(await notes.write('pragmas', undefined)).toMatchObject(wanted);
    }
  });

  it('shows one snapshot to all reads of a transaction', async () => {
    using folder = tempDir();
    await using notes = await openNotes(folder.at('notes.db'));
    const count = () => notes.reader.get<{ n: number }>('SELECT count(*) AS n FROM notes')?.n;
    const other = new Database(folder.at('notes.db'));
    try {
      const seen = notes.reader.transaction(() => {
        const before = count();
        other.exec(`INSERT INTO notes VALUES (1, 'from elsewhere')`);
        return [before, count()];
      });
      expect(seen).toEqual([0, 0]);
      expect(count()).toBe(1);
    } finally {
      other.close();
    }
  });

  it('cannot be written to through the reader', async () => {
    using folder = tempDir();
    await using notes = await openNotes(folder.at('notes.db'));
    expect(() => notes.reader.all(`INSERT INTO notes VALUES (1, 'x') RETURNING id`)).toThrow(
      /cannot be read/,
    );
    expect(notesIn(folder.at('notes.db'))).toEqual([]);
  });

  it('finishes what it has accepted on disposal, leaves no WAL behind and accepts nothing more', async () => {
    using folder = tempDir();
    const notes = await openNotes(folder.at('notes.db'));
    const writes = Array.from({ length: 1_500 }, (_, id) => notes.write('addNote', note(id)));

    await Promise.all([notes[Symbol.asyncDispose](), notes[Symbol.asyncDispose]()]);

    await expect(Promise.all(writes)).resolves.toHaveLength(1_500);
    expect(existsSync(folder.at('notes.db-wal'))).toBe(false);
    expect(notesIn(folder.at('notes.db'))).toHaveLength(1_500);
    await expect(notes.write('addNote', note(9_999))).rejects.toMatchObject({ code: 'storage-unavailable' });
    expect(() => notes.reader.all('SELECT 1')).toThrow(
      expect.objectContaining({ code: 'storage-unavailable' }),
    );
  });

  it('refuses a write beyond the limit and accepts the others', async () => {
    using folder = tempDir();
    await using notes = await openNotes(folder.at('notes.db'), { maxWaitingWrites: 3 });
    const writes = [1, 2, 3, 4].map((id) => notes.write('addNote', note(id)));
    await expect(writes[3]).rejects.toMatchObject({ name: 'StorageOverloaded', code: 'storage-overloaded' });
    await Promise.all(writes.slice(0, 3));
    expect(notesIn(folder.at('notes.db'))).toHaveLength(3);
  });

  it('probes even when the queue is full', async () => {
    using folder = tempDir();
    await using notes = await openNotes(folder.at('notes.db'), { maxWaitingWrites: 1 });
    const write = notes.write('addNote', note(1));
    await expect(notes.probe()).resolves.toBeUndefined();
    await write;
    const probed = notes.reader.get<{ bytes: number }>('SELECT length(room) AS bytes FROM storage_room');
    expect(probed?.bytes).toBeGreaterThan(0);
  });

  it('empties the WAL when it is idle', async () => {
    using folder = tempDir();
    await using notes = await openNotes(folder.at('notes.db'));
    await notes.write('addNote', note(1, 'x'.repeat(100_000)));
    expect(notes.stats().walBytes).toBeGreaterThan(100_000);
    await vi.waitFor(() => expect(notes.stats().walBytes).toBe(0), { timeout: 10_000 });
  });
});
