import { tempDir } from '@relevo/testkit/temp-dir';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { note, notesIn, openNotes } from '../testing/open-notes.ts';

const UNAVAILABLE = { name: 'StorageUnavailable', code: 'storage-unavailable' };

describe('a failure of the medium', () => {
  it('undoes the whole batch when the disk is full, and is over when there is room again', async () => {
    using folder = tempDir();
    await using notes = await openNotes(folder.at('notes.db'));
    await notes.write('addNote', note(1));
    await notes.write('allowPages', 0);

    const small = notes.write('addNote', note(2));
    const large = notes.write('addNote', note(3, 'x'.repeat(1_000_000)));
    const late = notes.write('addNote', note(4));

    const full = { ...UNAVAILABLE, cause: { code: 'SQLITE_FULL' } };
    for (const write of [small, large, late]) await expect(write).rejects.toMatchObject(full);
    expect(notes.stats().batches).toBe(2);
    expect(notesIn(folder.at('notes.db'))).toEqual([note(1)]);

    await notes.write('allowPages', 10_000);
    await notes.write('addNote', note(3, 'x'.repeat(1_000_000)));
    expect(notesIn(folder.at('notes.db'))).toHaveLength(2);
  });

  it('is nobody’s own error where it comes while the writes run one by one, because another one has thrown', async () => {
    using folder = tempDir();
    await using notes = await openNotes(folder.at('notes.db'));
    await notes.write('addNote', note(1));
    await notes.write('allowPages', 0);

    const writes = await Promise.allSettled([
      notes.write('addNote', note(2)),
      notes.write('addNoteThenThrow', note(3)),
      notes.write('addNote', note(4, 'x'.repeat(1_000_000))),
      notes.write('addNote', note(5)),
    ]);

    const reason = { ...UNAVAILABLE, cause: { code: 'SQLITE_FULL' } };
    expect(writes).toMatchObject(writes.map(() => ({ status: 'rejected', reason })));
    expect(notesIn(folder.at('notes.db'))).toEqual([note(1)]);
  });

  it('is reported by the probe even while a small write still fits', async () => {
    using folder = tempDir();
    await using notes = await openNotes(folder.at('notes.db'));
    await notes.write('addNote', note(1));
    await notes.write('allowPages', 0);
    await notes.write('addNote', note(2));
    await expect(notes.probe()).rejects.toMatchObject({ ...UNAVAILABLE, cause: { code: 'SQLITE_FULL' } });
  });

  it('rejects while another process holds the write lock, then goes on', async () => {
    using folder = tempDir();
    await using notes = await openNotes(folder.at('notes.db'), { busyTimeoutMs: 1 });
    const other = new Database(folder.at('notes.db'));
    try {
      other.exec('BEGIN IMMEDIATE');
      const busy = { ...UNAVAILABLE, cause: { code: 'SQLITE_BUSY' } };
      const writes = [1, 2].map((id) => notes.write('addNote', note(id)));
      for (const write of writes) await expect(write).rejects.toMatchObject(busy);
      await expect(notes.probe()).rejects.toMatchObject(busy);
      other.exec('ROLLBACK');

      await notes.write('addNote', note(3));
      await expect(notes.probe()).resolves.toBeUndefined();
      expect(notesIn(folder.at('notes.db'))).toEqual([note(3)]);
    } finally {
      other.close();
    }
  });

  it('rejects the batch of a dying worker, stores nothing of it and starts another worker', async () => {
    using folder = tempDir();
    await using notes = await openNotes(folder.at('notes.db'));
    await notes.write('addNote', note(1));

    const inHand = [notes.write('addNote', note(2)), notes.write('die', note(3))];
    for (const write of inHand) await expect(write).rejects.toMatchObject(UNAVAILABLE);
    expect(notesIn(folder.at('notes.db'))).toEqual([note(1)]);

    await notes.write('addNote', note(4));
    expect(notes.stats().restarts).toBe(1);
    expect(notes.reader.all('SELECT id FROM notes ORDER BY id')).toEqual([{ id: 1 }, { id: 4 }]);
    expect(await notes.write('pragmas', undefined)).toMatchObject({ journal_mode: 'wal', synchronous: 2 });
  });

  it('waits before it restarts a writer that dies again and again', async () => {
    using folder = tempDir();
    await using notes = await openNotes(folder.at('notes.db'));
    const deaths = [1, 2, 3, 4].map((id) => () => notes.write('die', note(id)));
    for (const die of deaths) await expect(die()).rejects.toMatchObject(UNAVAILABLE);
    expect(notes.stats().restarts).toBeLessThan(3);
  });

  it('closes quietly when the worker is already dead', async () => {
    using folder = tempDir();
    const notes = await openNotes(folder.at('notes.db'));
    await expect(notes.write('die', note(1))).rejects.toMatchObject(UNAVAILABLE);
    await expect(notes[Symbol.asyncDispose]()).resolves.toBeUndefined();
  });
});
