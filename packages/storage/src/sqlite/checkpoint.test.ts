import { tempDir } from '@relevo/testkit/temp-dir';
import { expect, it } from 'vitest';
import { note, openNotes } from '../testing/open-notes.ts';

it('copies the WAL into the database while writes go on, outside of any commit', async () => {
  using folder = tempDir();
  await using notes = await openNotes(folder.at('notes.db'));
  const text = 'x'.repeat(3_900);
  let most = 0;
  for (let from = 0; from < 5_000; from += 250) {
    const ids = Array.from({ length: 250 }, (_, at) => from + at);
    await Promise.all(ids.map((id) => notes.write('addNote', note(id, text))));
    most = Math.max(most, notes.stats().walBytes);
  }
  // 5 000 notes take 20 MB; it is much at 1 000 pages.
  expect(most).toBeGreaterThan(1_000_000);
  expect(most).toBeLessThan(8_000_000);
});
