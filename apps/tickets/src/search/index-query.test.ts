import { expect, it } from 'vitest';
import { indexQuery } from './index-query.ts';

it.each([
  ['pizza', '(("piz" AND "izz" AND "zza"))'],
  ['w-1000007', '(("w-1000" AND "000007"))'],
  ['ana pizza', '(("ana")) AND (("piz" AND "izz" AND "zza"))'],
  ['an "ab', '(("""ab"))'],
  ['w-1007 #77', '(("w-1007")) AND (("#77"))'],
  ['5555-0', '(("5555-0") OR ("555" AND "550"))'],
  ['an 50', undefined],
])('asks for %j by %s', (text, query) => {
  expect(indexQuery(text)).toBe(query);
});

it('leaves out common letters where others tell more, and words that have no others', () => {
  const common = new Set(['piz', 'w-1000', 'ana']);
  expect(indexQuery('pizza w-1000007 ana', common)).toBe('(("izz" AND "zza")) AND (("000007"))');
  expect(indexQuery('ana', common)).toBe('(("ana"))');
});
