import { expect, it } from 'vitest';
import { indexQuery } from './index-query.ts';

it.each([
  ['pizza', '(("piz" AND "izz" AND "zza"))'],
  ['w-1000007', '(("w-1" AND "-10" AND "100" AND "000" AND "007"))'],
  ['ana pizza', '(("ana")) AND (("piz" AND "izz" AND "zza"))'],
  ['an "ab', '(("""ab"))'],
  ['5555-0', '(("555" AND "55-" AND "5-0") OR ("555" AND "550"))'],
  ['an 50', undefined],
])('asks for %j by %s', (text, query) => {
  expect(indexQuery(text)).toBe(query);
});

it('leaves out common letters where others tell more, and words that have no others', () => {
  const common = new Set(['w-1', '000', 'ana']);
  expect(indexQuery('w-1000007 ana', common)).toBe('(("-10" AND "100" AND "007"))');
  expect(indexQuery('ana', common)).toBe('(("ana"))');
});
