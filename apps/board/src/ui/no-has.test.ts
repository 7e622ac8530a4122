import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const src = join(import.meta.dirname, '..');
// The browser would check every card whenever one changes; and the oldest browsers of the list do not know it.
it('has no :has() in any style sheet', () => {
  const sheets = globSync('**/*.css', { cwd: src });
  expect(sheets.length).toBeGreaterThan(20);
  // Ignore comments.
  const rules = (name: string) => readFileSync(join(src, name), 'utf8').replace(/\/\*.*?\*\//gs, '');
  expect(sheets.filter((name) => rules(name).includes(':has('))).toEqual([]);
});
