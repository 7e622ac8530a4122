import { makeTicket } from '@relevo/testkit/tickets';
import { describe, expect, it } from 'vitest';
import type { Board } from './apply.ts';
import { type KnownTickets, newArrivals } from './new-arrivals.ts';

const board = (ids: number[], epoch = 'e1'): Board => ({
  cursor: { epoch, seq: 9 },
  tickets: new Map(ids.map((ticket_id) => [ticket_id, makeTicket({ ticket_id })])),
});
const known = (ids: number[], epoch = 'e1'): KnownTickets => ({ epoch, ids });
const newsOf = (...args: Parameters<typeof newArrivals>) => newArrivals(...args).news.map((t) => t.ticket_id);

describe('an order', () => {
  it('is new once, whether it arrives live or with the replay after a cut', () => {
    const first = newArrivals(known([1]), board([1, 2, 3]), false);
    expect(first.news.map((ticket) => ticket.ticket_id)).toEqual([2, 3]);
    expect(newsOf(first.known, board([1, 2, 3]), false)).toEqual([]);
  });

  it('is not new on a first load or a reload, nor in a log that the device sees for the first time', () => {
    expect(newsOf(null, board([1, 2]), true)).toEqual([]);
    expect(newsOf(known([1]), board([1, 2]), true)).toEqual([]);
    expect(newsOf(known([1]), board([1, 2], 'e2'), false)).toEqual([]);
  });

  it('is not new when it comes back after it was gone, nor when it is closed', () => {
    const gone = newArrivals(known([1, 2]), board([1]), false);
    expect(newsOf(gone.known, board([1, 2]), false)).toEqual([]);
    const closed = board([]);
    const tickets = new Map([[5, makeTicket({ ticket_id: 5, estado: 'entregado' })]]);
    expect(newsOf(known([]), { ...closed, tickets }, false)).toEqual([]);
  });

  it('is new once on a board with more tickets than the device remembers after they left', () => {
    const many = Array.from({ length: 6_000 }, (_, id) => id + 1);
    const first = newArrivals(known(many), board([...many, 6_001]), false);
    expect(first.news).toHaveLength(1);
    const second = newArrivals(first.known, board([...many, 6_001, 6_002]), false);
    expect(second.news.map(({ ticket_id }) => ticket_id)).toEqual([6_002]);
    const empty = newArrivals(second.known, board([6_003]), false);
    expect(empty.known?.ids).toHaveLength(5_001);
  });

  it('leaves the memory as it is before the board has loaded, and when nothing is new', () => {
    const before = known([1]);
    expect(newArrivals(before, { cursor: null, tickets: new Map() }, true).known).toBe(before);
    expect(newArrivals(before, board([1]), false).known).toBe(before);
  });
});
