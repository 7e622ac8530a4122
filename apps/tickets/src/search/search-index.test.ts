import { searchKey } from '@relevo/contract';
import { expect, it } from 'vitest';
import { tokensAsked, tokensOf } from './search-index.ts';

it.each([
  ['ana gil', ['ana', 'gil']],
  ['w-1007', ['w-1', '-10', '100', '007', 'w-1007']],
  ['w-77', ['w-7', '-77']],
  ['piso 5 b', ['pis', 'iso']],
  ['12345\n6789', ['123', '234', '345', '678', '789']],
])('holds of %j %j', (text, tokens) => {
  expect(tokensOf(text)).toEqual(tokens);
});

it.each([
  ['pizza', ['piz', 'izz', 'zza']],
  ['w-77', ['w-7', '-77']],
  ['w-1000007', ['w-1000', '000007']],
  ['1155550000', ['115555', '550000']],
  ['000000000', ['000000']],
  ['ab', []],
])('asks for %j by %j', (word, tokens) => {
  expect(tokensAsked(word)).toEqual(tokens);
});

it('asks, for any piece of a word, only for tokens that a text with that word has', () => {
  const text = searchKey(
    'Pedido #W-20261126-0042/7\n+54 (11) 5555-0000\nÑandú 🍕🍕12345🍕 «x»\u0001y\u00a0z"1234567"',
  );
  const held = new Set(tokensOf(text));
  for (const word of text.split(/\s+/))
    for (let from = 0; from < word.length; from += 1)
      for (let to = from + 1; to <= word.length; to += 1)
        expect(tokensAsked(word.slice(from, to)).filter((token) => !held.has(token))).toEqual([]);
});
