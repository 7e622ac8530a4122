import { expect, it } from 'vitest';
import { planOf, storedShop } from '../db/testing/stored-shop.ts';
import { selectBoard, selectOpen } from './event-log.ts';

it('opens the board by the open tickets and the last closed ones, however many are stored', () => {
  expect(planOf(storedShop({ count: 0 }).db, selectBoard, { closedSince: 0 })).toEqual([
    'COMPOUND QUERY',
    'SCAN tickets USING INDEX tickets_open',
    'UNION ALL',
    'SEARCH tickets USING INDEX tickets_closed (updated_at>?)',
  ]);
});

it('computes a position from one index alone', () => {
  expect(planOf(storedShop({ count: 0 }).db, selectOpen, {})).toEqual([
    'SCAN tickets USING COVERING INDEX tickets_open',
  ]);
});
