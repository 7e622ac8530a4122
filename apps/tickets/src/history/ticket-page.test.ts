import { describe, expect, it } from 'vitest';
import { planOf, storedShop } from '../db/testing/stored-shop.ts';
import { searchParam, searchTerm } from '../search/search-query.ts';
import { pageOfMatches, readPage, type TicketFilter } from './ticket-page.ts';

const everybody = { driverId: null };

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
    viewerId: null,
    from: null,
    to: null,
  };
  expect(planOf(storedShop({ count: 0 }).db, pageOfMatches, { ...given, ...off })).toEqual([
    expect.stringMatching(/^SCAN ticket_search VIRTUAL TABLE/),
    'SEARCH tickets USING INTEGER PRIMARY KEY (rowid=?)',
  ]);
});
