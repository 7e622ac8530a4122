import { searchKey } from '@relevo/contract';
import { expect, it } from 'vitest';
import { storedShop } from '../db/testing/stored-shop.ts';
import { foldTickets, indexTickets, replaceInIndex, tokensAsked, tokensOf } from './search-index.ts';

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

it('takes a ticket out of every run that it no longer has, and leaves the others as they are', () => {
  const { db } = storedShop({ count: 900, indexed: 600 });
  const of = db.prepare('SELECT rowid FROM ticket_search WHERE ticket_search MATCH ?').pluck();
  const has = (word: string, id: number) => of.all(`"${word}"`).includes(id);
  const stored = (id: number) =>
    db.prepare('SELECT search FROM tickets WHERE ticket_id = ?').pluck().get(id) as string;
  const before = stored(400);
  expect([before.includes('nunez'), has('nun', 400), has('nun', 800)]).toEqual([true, true, false]);
  const after = before.replace('nunez', '(datos borrados)');
  replaceInIndex(db, { id: 400, before, after });
  const gone = tokensOf('nunez');
  const held = [
    ...new Set(
      tokensOf(`${before}
${after}`),
    ),
  ].filter((token) => has(token, 400));
  expect(new Set(held)).toEqual(new Set(tokensOf(after)));
  expect([gone.length > 0, has('bor', 401), has('nun', 800)]).toEqual([true, false, false]);
  db.exec(`INSERT INTO ticket_search (ticket_search) VALUES ('integrity-check')`);
  // Not indexed yet: the indexer will read what it says then.
  replaceInIndex(db, { id: 800, before: stored(800), after: '(datos borrados)' });
  expect(has('bor', 800)).toBe(false);
});

it('folds what was stored before, whether it is indexed or not, and writes only what changes', () => {
  const { db } = storedShop({ count: 60, indexed: 40 });
  const put = db.prepare('UPDATE tickets SET search = ? WHERE ticket_id = ?');
  const old = 'd’angelo muzza &amp; jam&oacute;n';
  for (const id of [20, 50]) put.run(old, id);
  db.exec('UPDATE ticket_search_folding SET last = 60');
  const of = (id: number) => db.prepare('SELECT search FROM tickets WHERE ticket_id = ?').pluck().get(id);
  const plain = of(30);
  const has = (word: string) =>
    db.prepare('SELECT rowid FROM ticket_search WHERE ticket_search MATCH ?').pluck().all(`"${word}"`);
  while (foldTickets(db, { limit: 25 }));
  expect([of(20), of(50), of(30)]).toEqual(["d'angelo muzza & jamon", "d'angelo muzza & jamon", plain]);
  expect(has("d'a")).toEqual([20]);
  indexTickets(db, { limit: 100 });
  expect(has("d'a")).toEqual([20, 50]);
});
