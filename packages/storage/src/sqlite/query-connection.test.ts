import { copyFileSync, renameSync } from 'node:fs';
import { threadId } from 'node:worker_threads';
import { tempDir } from '@relevo/testkit/temp-dir';
import { expect, it } from 'vitest';
import { note, openNotes } from '../testing/open-notes.ts';

const many = 3_000_000;

it('reads on another thread all that is committed', async () => {
  using folder = tempDir();
  await using notes = await openNotes(folder.at('notes.db'));
  for (const id of [1, 2, 3]) {
    await notes.write('addNote', note(id));
    expect(await notes.read('notes', { above: id - 1 })).toEqual([note(id)]);
  }
  expect(await notes.read('thread', undefined)).not.toBe(threadId);
  expect(await notes.read('notes', { above: 1 })).toEqual([note(2), note(3)]);
});

it('holds neither this thread nor the writer while it reads for long', async () => {
  using folder = tempDir();
  await using notes = await openNotes(folder.at('notes.db'));
  await notes.read('thread', undefined);
  let done = false;
  const long = notes.read('countTo', many).then((found) => {
    done = true;
    return found;
  });
  await notes.write('addNote', note(1));
  expect(notes.reader.all('SELECT id FROM notes')).toEqual([{ id: 1 }]);
  expect(done).toBe(false);
  expect(await long).toBe(many);
});

it('rejects with what a query threw, and goes on', async () => {
  using folder = tempDir();
  await using notes = await openNotes(folder.at('notes.db'));
  const thrown = { name: 'RangeError', message: 'no', code: 'own-code' };
  await expect(notes.read('fail', 'no')).rejects.toMatchObject(thrown);
  await expect(notes.read('constructor' as 'fail', 'no')).rejects.toThrow('there is no query constructor');
  await expect(notes.read('die', undefined)).rejects.toMatchObject({ code: 'storage-unavailable' });
  expect(await notes.read('notes', { above: 0 })).toEqual([]);
});

it('keeps only so many waiting, and gives up on what takes too long, but starts no second thread', async () => {
  using folder = tempDir();
  await using notes = await openNotes(folder.at('notes.db'), { queryLimitMs: 100 });
  const answering = () => notes.read('thread', undefined).catch(() => 0);
  // Its start may take longer than that.
  await expect.poll(answering, { timeout: 20_000 }).toBeGreaterThan(0);
  const thread = await answering();
  const long = notes.read('countTo', many * 3);
  const waiting = Array.from({ length: 25 }, () => notes.read('thread', undefined));
  const overloaded = { code: 'storage-overloaded' };
  const results = await Promise.allSettled([long, ...waiting]);
  expect(results.every(({ status }) => status === 'rejected')).toBe(true);
  for (const one of results) expect(one).toMatchObject({ reason: overloaded });
  // Their places are free again, and the same thread answers once it has come to its end.
  await expect.poll(answering, { timeout: 20_000 }).toBe(thread);
});

it('follows the writer to another file that was put in place', async () => {
  using folder = tempDir();
  const file = folder.at('notes.db');
  {
    await using backup = await openNotes(folder.at('backup.db'));
    await backup.write('addNote', note(100));
  }
  await using notes = await openNotes(file);
  await notes.write('addNote', note(1));
  expect(await notes.read('notes', { above: 0 })).toEqual([note(1)]);
  copyFileSync(folder.at('backup.db'), folder.at('copy.db'));
  renameSync(folder.at('copy.db'), file);
  await notes.write('addNote', note(2));
  expect(await notes.read('notes', { above: 0 })).toEqual([note(2), note(100)]);
});

it('rejects what waits when the storage closes', async () => {
  using folder = tempDir();
  const notes = await openNotes(folder.at('notes.db'));
  const asked = [notes.read('countTo', many), notes.read('thread', undefined)];
  const settled = Promise.allSettled(asked);
  await notes[Symbol.asyncDispose]();
  expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await expect(notes.read('thread', undefined)).rejects.toMatchObject({ code: 'storage-unavailable' });
});
