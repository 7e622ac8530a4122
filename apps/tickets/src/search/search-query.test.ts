import { readdirSync, readFileSync } from 'node:fs';
import { searchKey } from '@relevo/contract';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { indexTickets } from './search-index.ts';
import {
  fewCandidates,
  indexQuery,
  readIndexQuery,
  searchFault,
  searchParam,
  searchTerm,
} from './search-query.ts';

describe('the query of the index', () => {
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

  it('leaves out common tokens if others are rarer, and words that have only common ones', () => {
    const common = new Set(['piz', 'w-1000', 'ana']);
    expect(indexQuery('pizza w-1000007 ana', common)).toBe('(("izz" AND "zza")) AND (("000007"))');
    expect(indexQuery('ana', common)).toBe('(("ana"))');
  });
});

describe('the candidates of a search', () => {
  const folder = new URL('../db/migrations/', import.meta.url);
  const migrations = readdirSync(folder).filter((name) => /-search-(index|runs)\.sql$/.test(name));

  /** A reader of these search texts, ids from 1, and what the search alone finds in them. */
  function stored(texts: string[], { indexed = texts.length } = {}) {
    const db = new Database(':memory:');
    db.exec('CREATE TABLE tickets (ticket_id INTEGER PRIMARY KEY, search TEXT NOT NULL)');
    for (const name of migrations.sort()) db.exec(readFileSync(new URL(name, folder), 'utf8'));
    const insert = db.prepare('INSERT INTO tickets (search) VALUES (?)');
    for (const text of texts) insert.run(searchKey(text));
    if (indexed > 0) indexTickets(db, { limit: indexed });
    const reader = {
      all: <T>(sql: string, params: unknown) => db.prepare(sql).all(params) as T[],
      transaction: <T>(read: () => T) => db.transaction(read)(),
    };
    const found = (text: string) =>
      db
        .prepare(`SELECT ticket_id FROM tickets WHERE ${searchTerm}`)
        .pluck()
        .all({ words: searchParam(text) });
    const candidates = (text: string) => {
      const match = readIndexQuery(reader, text);
      return match === undefined ? undefined : fewCandidates(reader, match);
    };
    return { db, candidates, found };
  }

  const shop = stored([
    'PED-1001\nAna Gómez\n+54 (11) 5555-0000\n541155550000\nAv. Corrientes 1234',
    'PED-1002\nJosé Núñez\n11 4444 1111\n1144441111\nSan Martín 50 % esquina "Sol"',
    'PED-2001\nLuz\n\nPizza 🍕🍕🍕 grande',
  ]);

  describe('fewCandidates', () => {
    it.each([
      'gomez',
      'GÓMEZ',
      'ana corrientes',
      'corrientes ana',
      '5555-0000',
      '(11)5555',
      '1155550000',
      'ped-100',
      'ped-1002',
      '"sol"',
      'an gomez',
      '🍕🍕🍕',
      'mart',
      'nobody at all',
      "o'higgins",
      'a*b OR c',
    ])('misses nothing of what %j finds', (text) => {
      const candidates = shop.candidates(text);
      expect(candidates).toBeDefined();
      expect(JSON.parse(candidates ?? '[]')).toEqual(expect.arrayContaining(shop.found(text)));
    });

    it('leaves out what does not match', () => {
      expect(shop.candidates('núñez')).toBe('[2]');
      expect(shop.candidates('nobody')).toBe('[]');
    });

    it.each(['w-1000007', '1000007', 'w-1000007 ana'])(
      'distinguishes %j from numbers with the same three-digit runs',
      (text) => {
        const alike = stored([
          'W-1000007\nAna',
          'W-10007000\nAna',
          'W-1000 Ana\n10000 0007',
          'W-1000-1007000\nAna',
        ]);
        expect(alike.candidates(text)).toBe('[1]');
      },
    );

    const signs = 'a!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~"1234567"';
    const odd = stored([signs, 'ab\u0001cd12345\u007f6789', '\u00a0🍕🍕\u00a0ñ\ud83cñ', 'nothing']);
    it.each([...signs].slice(3).map((_, at) => signs.slice(at, at + 4)))(
      'takes the signs %j for letters',
      (text) => {
        expect(JSON.parse(odd.candidates(text) ?? '[]')).toContain(1);
        expect(odd.candidates(text)).not.toContain(4);
      },
    );

    it.each([
      ['b\u0001cd12345\u007f67', '[2]'],
      ['🍕🍕', '[3]'],
      ['ñ\ud83cñ', '[3]'],
    ])('finds %j, which is no usual text', (text, ids) => {
      expect(odd.candidates(text)).toBe(ids);
    });

    it.each(['', '50', 'a b'])('cannot help with %j', (text) => {
      expect(shop.candidates(text)).toBeUndefined();
    });

    it('holds what is not indexed yet, whatever it is', () => {
      const late = stored(['pizza', 'empanada', 'milanesa'], { indexed: 2 });
      expect(late.candidates('pizza')).toBe('[1,3]');
      expect(indexTickets(late.db, { limit: 10 })).toBe(true);
      expect(late.candidates('pizza')).toBe('[1]');
      expect(indexTickets(late.db, { limit: 10 })).toBe(false);
    });

    it('gives up on common words', () => {
      const many = stored(Array.from({ length: 5_001 }, (_, nth) => `pizza ${nth}`));
      expect(many.candidates('pizza')).toBeUndefined();
      expect(many.candidates('pizza 5000')).toBe('[5001]');
    });
  });
});

describe('a text to search for', () => {
  it.each([
    ['', undefined],
    ['a', undefined],
    ['av 9 pb', undefined],
    ['av av AV 9 9 pb Á a', 'necesita una palabra de al menos 3 letras, o a lo sumo 3 palabras'],
    ['av 9 pb d', 'necesita una palabra de al menos 3 letras, o a lo sumo 3 palabras'],
    ['av 9 de julio pb d', undefined],
    ['uno dos tres cuatro cinco seis siete ocho nueve diez', undefined],
    ['uno dos tres cuatro cinco seis siete ocho nueve diez UNO dós', undefined],
    ['uno dos tres cuatro cinco seis siete ocho nueve diez once', 'puede tener a lo sumo 10 palabras'],
    ['e '.repeat(100), undefined],
  ])('%j is bounded: %s', (text, fault) => {
    expect(searchFault(text)).toBe(fault);
  });

  it('is looked for word by word, each once', () => {
    expect(searchParam('pan Pán  PAN queso')).toBe(searchParam('pan queso'));
    expect(JSON.parse(searchParam('pan queso') ?? '')).toEqual([['%pan%'], ['%queso%']]);
  });
});
