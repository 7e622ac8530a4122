import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

/** Pages of their own, on which nothing changes twenty times a second. */
const elsewhere = ['today', 'tv'];

it('has no :has() on the board, which walks through every card whenever one of them changes', () => {
  const sheets = readdirSync(import.meta.dirname).filter(
    (name) => name.endsWith('.css') && !elsewhere.some((page) => name.startsWith(page)),
  );
  expect(sheets.length).toBeGreaterThan(10);
  // What stands in a comment is not asked of the browser.
  const rules = (name: string) =>
    readFileSync(join(import.meta.dirname, name), 'utf8').replace(/\/\*.*?\*\//gs, '');
  expect(sheets.filter((name) => rules(name).includes(':has('))).toEqual([]);
});
