import { describe, expect, it } from 'vitest';
import { planOf, storedShop } from '../db/testing/stored-shop.ts';
import { searchParam, searchTerm } from '../search/search-query.ts';
import { type ClosedFilter, isShortClosedPage, pageOfAll, readClosedPage } from './closed-page.ts';

type Asked = Pick<ClosedFilter, 'text' | 'estado'> & { driverId?: number };

// So many that the texts below are found in fewer and in more tickets than are looked up one by one.
const count = 7_000;

function shop(stored: { indexed: number }) {
  const { db, reader } = storedShop({ count, ...stored });
  /** Every page, one after the other. */
  const found = ({ text, estado, driverId }: Asked) => {
    const ids: number[] = [];
    let before: ClosedFilter['before'];
    for (;;) {
      const rows = readClosedPage(
        reader,
        { text, estado, before, limit: 200 },
        { viewerId: driverId ?? null, seenSince: 0 },
      );
      ids.push(...rows.slice(0, 200).map((row) => row.ticket_id));
      const last = rows[199];
      if (rows.length <= 200 || !last) return ids;
      before = { at: last.updated_at, ticketId: last.ticket_id };
    }
  };
  /** What a look at every ticket finds. */
  const expected = ({ text, estado, driverId }: Asked) =>
    db
      .prepare(`
        SELECT ticket_id FROM tickets
        WHERE estado IN ('entregado', 'cancelado') AND ${searchTerm}
          AND (@estado IS NULL OR estado = @estado) AND (@driverId IS NULL OR driver_id = @driverId)
        ORDER BY updated_at DESC, ticket_id DESC`)
      .pluck()
      .all({ words: searchParam(text), estado: estado ?? null, driverId: driverId ?? null });
  return { found, expected };
}

describe.each([
  ['all', { indexed: count }],
  ['the first 5 900', { indexed: 5_900 }],
])('with %s indexed, page by page', (_, stored) => {
  const { found, expected } = shop(stored);
  it.each(['fernandez', 'garcia', 'núñez', 'PED-1234', 'ped-', 'pizza fernandez', '00', 'nadie', ''])(
    'finds by %j what a look at every ticket finds, the last closed first',
    (text) => {
      for (const filter of [{}, { estado: 'cancelado' }, { driverId: 7 }] as const)
        expect(found({ text, ...filter })).toEqual(expected({ text, ...filter }));
    },
  );
});

it('walks the closed tickets by the time of their last change, however many there are', () => {
  const params = {
    beforeAt: 9,
    beforeId: 9,
    estado: null,
    viewerId: null,
    seenSince: 0,
    words: null,
    limit: 9,
  };
  expect(planOf(storedShop({ count: 0 }).db, pageOfAll, params)).toEqual([
    'SEARCH tickets USING INDEX tickets_closed (updated_at<?)',
  ]);
});

it.each([
  [{}, null, true],
  [{ before: { at: 1, ticketId: 1 } }, null, true],
  [{ text: 'pan' }, null, false],
  [{ estado: 'cancelado' as const }, null, false],
  [{}, 7, false],
])('reads %j for the view of %s at once: %s', (filter, driverId, short) => {
  expect(isShortClosedPage({ ...filter, limit: 50 }, { viewerId: driverId, seenSince: 0 })).toBe(short);
});
