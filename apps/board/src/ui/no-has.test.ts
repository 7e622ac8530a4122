import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const src = join(import.meta.dirname, '..');
/** The styles of other pages, where nothing changes twenty times a second. */
const elsewhere = ['features/today', 'features/tv'];

it('has no :has() on the board: the browser would check every card whenever one changes', () => {
  const sheets = globSync('**/*.css', { cwd: src }).filter(
    (name) => !elsewhere.some((folder) => name.startsWith(`${folder}/`)),
  );
  expect(sheets.length).toBeGreaterThan(20);
  // Ignore comments.
  const rules = (name: string) => readFileSync(join(src, name), 'utf8').replace(/\/\*.*?\*\//gs, '');
  expect(sheets.filter((name) => rules(name).includes(':has('))).toEqual([]);
});
