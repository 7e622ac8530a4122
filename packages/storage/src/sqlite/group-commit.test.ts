import { setImmediate as nextTurn } from 'node:timers/promises';
import { tempDir } from '@relevo/testkit/temp-dir';
import { describe, expect, it } from 'vitest';
import { note, notesIn, openNotes } from '../testing/open-notes.ts';

describe('a group of writes', () => {
  it('takes far fewer transactions than writes', async () => {
    using folder = tempDir();
    await using notes = await openNotes(folder.at('notes.db'));
    const ids = Array.from({ length: 1_000 }, (_, id) => id);

    await Promise.all(ids.map((id) => notes.write('addNote', note(id))));

    expect(notesIn(folder.at('notes.db'))).toHaveLength(1_000);
    expect(notes.stats()).toMatchObject({ writes: 1_000, waiting: 0, inHand: 0 });
    expect(notes.stats().batches).toBeLessThan(10);
  });

  it('makes the next batch of what arrives while one is being written', async () => {
    using folder = tempDir();
    await using notes = await openNotes(folder.at('notes.db'));
    const first = notes.write('addNote', note(0));
    await nextTurn();
    expect(notes.stats().inHand).toBe(1);
    await Promise.all([first, ...[1, 2, 3, 4].map((id) => notes.write('addNote', note(id)))]);
    expect(notes.stats()).toMatchObject({ batches: 2, writes: 5, largestBatch: 4 });
  });

  it('undoes a write that throws alone, and rejects with its error', async () => {
    using folder = tempDir();
    await using notes = await openNotes(folder.at('notes.db'));

    const [before, thrown, after] = await Promise.allSettled([
      notes.write('addNote', note(1)),
      notes.write('addNoteThenThrow', note(2)),
      notes.write('addNote', note(3)),
    ]);

    expect(notes.stats().batches).toBe(1);
    expect([before.status, after.status]).toEqual(['fulfilled', 'fulfilled']);
    const reason = thrown.status === 'rejected' ? thrown.reason : undefined;
    expect(reason).toBeInstanceOf(Error);
    expect(reason).toMatchObject({ name: 'RangeError', message: 'too many notes', code: 'too-many' });
    expect(notesIn(folder.at('notes.db'))).toEqual([note(1), note(3)]);
  });

  it('answers a broken constraint with the code of SQLite, to that write alone', async () => {
    using folder = tempDir();
    await using notes = await openNotes(folder.at('notes.db'));
    const [, second] = await Promise.allSettled([
      notes.write('addNote', note(1)),
      notes.write('addNote', note(1)),
    ]);
    expect(second).toMatchObject({
      status: 'rejected',
      reason: { name: 'SqliteError', code: 'SQLITE_CONSTRAINT_PRIMARYKEY' },
    });
    expect(notesIn(folder.at('notes.db'))).toEqual([note(1)]);
  });

  it('refuses a procedure that returns a promise, and stores nothing of it', async () => {
    using folder = tempDir();
    await using notes = await openNotes(folder.at('notes.db'));
    await expect(notes.write('addNoteLater', note(1))).rejects.toThrow(/returned a promise/);
    await expect(notes.write('nothingLikeIt' as 'addNote', note(2))).rejects.toThrow(
      /no procedure nothingLikeIt/,
    );
    expect(notesIn(folder.at('notes.db'))).toEqual([]);
  });

  it('rejects a write whose input or result cannot be cloned, and no other', async () => {
    using folder = tempDir();
    await using notes = await openNotes(folder.at('notes.db'));
    const uncloneable = Object.assign(note(2), { text: () => 'x' }) as never;

    const results = await Promise.allSettled([
      notes.write('addNote', note(1)),
      notes.write('addNote', uncloneable),
      notes.write('returnFunction', note(3)),
      notes.write('addNote', note(4)),
    ]);

    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
    expect(results[1]).toMatchObject({ reason: { name: 'DataCloneError' } });
    expect(results[2]).toMatchObject({ reason: { name: 'DataCloneError' } });
    expect(notesIn(folder.at('notes.db'))).toEqual([note(1), note(3), note(4)]);
  });
});
