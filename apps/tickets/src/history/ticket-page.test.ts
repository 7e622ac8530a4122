import { describe, expect, it } from 'vitest';
import { planOf, storedShop } from '../db/testing/stored-shop.ts';
import { searchParam, searchTerm } from '../search/search-query.ts';
import {
  isShortPage,
  pageOfAll,
  pageOfMatches,
  pageOfNumber,
  pageOfState,
  readPage,
  type TicketFilter,
} from './ticket-page.ts';

const everybody = { viewerId: null, seenSince: 0 };

function shop(stored: Parameters<typeof storedShop>[0]) {
  const { db, reader } = storedShop(stored);
  /** Every page, one after the other. */
  const found = (filter: Omit<TicketFilter, 'limit'>) => {
    const ids: number[] = [];
    for (let before = filter.before; ; before = ids.at(-1)) {
      const rows = readPage(reader, { ...filter, before, limit: 50 }, everybody).map((row) => row.ticket_id);
      ids.push(...rows.slice(0, 50));
      if (rows.length <= 50) return ids;
    }
  };
  /** What a look at every ticket finds. */
  const expected = ({ text, estado, driverId }: Omit<TicketFilter, 'limit'>) =>
    db
      .prepare(`
        SELECT ticket_id FROM tickets
        WHERE ${searchTerm} AND (@estado IS NULL OR estado = @estado) AND (@driverId IS NULL OR driver_id = @driverId)
        ORDER BY ticket_id DESC`)
      .pluck()
      .all({ words: searchParam(text), estado: estado ?? null, driverId: driverId ?? null });
  return { found, expected };
}

const texts = [
  'nunez',
  'fernandez',
  'garcía',
  'PED-1007',
  'ped-2',
  '00',
  'ñoquis núñez',
  'pizza ped-19',
  'nadie',
  '',
];
const filters = [
  {},
  { estado: 'pendiente' },
  { estado: 'cancelado' },
  { estado: 'entregado' },
  { driverId: 7 },
] as const;

describe.each([
  ['all of them', { indexed: 3_000 }],
  ['half of them', { indexed: 1_500 }],
  ['none of them', { indexed: 0 }],
  ['the few that there are', { count: 30 }],
])('with %s indexed, page by page', (_, stored) => {
  const { found, expected } = shop(stored);
  it.each(texts)('finds by %j the same as a scan of every ticket, newest first', (text) => {
    for (const filter of filters) expect(found({ text, ...filter })).toEqual(expected({ text, ...filter }));
  });
});

it('finds nothing where nothing is stored', () => {
  expect(shop({ count: 0 }).found({ text: 'pizza' })).toEqual([]);
});

it('reads the matches in the order of the index, without sorting them', () => {
  const given = { match: '"piz"', floor: 9, limit: 9 };
  const off = {
    words: null,
    numero: null,
    estado: null,
    driverId: null,
    ...everybody,
    from: null,
    to: null,
  };
  expect(planOf(storedShop({ count: 0 }).db, pageOfMatches, { ...given, ...off })).toEqual([
    expect.stringMatching(/^SCAN ticket_search VIRTUAL TABLE/),
    'SEARCH tickets USING INTEGER PRIMARY KEY (rowid=?)',
  ]);
});

it.each([
  ['the newest', {}, true],
  ['those before one', { before: 7 }, true],
  ['those in a state', { estado: 'cancelado' }, true],
  ['those of a number', { numero: 'A', text: 'pan', driverId: 7, from: 1 }, true],
  ['a text', { text: 'pan' }, false],
  ["a driver's", { driverId: 7 }, false],
  ['those since a time', { from: 1 }, false],
  ['those until a time', { estado: 'entregado', to: 1 }, false],
] as const)('reads %s at once by an index: %j, %s', (_what, filter, short) => {
  expect(isShortPage({ ...filter, limit: 50 }, everybody)).toBe(short);
  if (!('numero' in filter))
    expect(isShortPage({ ...filter, limit: 50 }, { viewerId: 7, seenSince: 0 })).toBe(false);
});

it('reads a short page by a walk of an index that ends with the page', () => {
  const { db } = storedShop({ count: 10 });
  const params = { ...everybody, before: 1, estado: 'cancelado', numero: 'A', words: null, driverId: null };
  for (const [page, step] of [
    [pageOfAll, 'SEARCH tickets USING INTEGER PRIMARY KEY (rowid<?)'],
    [pageOfState, 'SEARCH tickets USING INDEX tickets_estado (estado=? AND ticket_id<?)'],
    // One number has a ticket for each caller at most.
    [pageOfNumber, 'SEARCH tickets USING INDEX tickets_numero (numero=?)'],
  ] as const)
    expect(planOf(db, page, { ...params, from: null, to: null, limit: 51 })[0]).toBe(step);
});
