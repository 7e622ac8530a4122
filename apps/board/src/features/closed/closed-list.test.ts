import { setImmediate } from 'node:timers/promises';
import type { Ticket, TicketPage } from '@relevo/contract';
import { createFakeClock } from '@relevo/testkit/clock';
import { makeTicket } from '@relevo/testkit/tickets';
import { describe, expect, it } from 'vitest';
import type { Reply } from '../../api/request.ts';
import { askAfterMs, createClosedList, writeClosedQuery } from './closed-list.ts';

const down = {
  ok: false as const,
  ...{ status: null, type: null, detail: 'No responde.', errores: [], retryAfterS: null },
};
const everything = { side: 'todos' as const, q: '' };

/** A list whose requests the test answers, in any order. */
function start() {
  const clock = createFakeClock();
  const asked: { what: string; answer: (reply: Reply<TicketPage>) => Promise<void> }[] = [];
  const current = new Map<number, Ticket>();
  const list = createClosedList({
    clock,
    api: {
      page: (query, cursor) =>
        new Promise((resolve) => {
          const what = [writeClosedQuery(query), cursor].filter(Boolean).join(' ');
          asked.push({
            what,
            async answer(reply) {
              resolve(reply);
              await setImmediate();
            },
          });
        }),
      async ticket(id) {
        const value = current.get(id);
        return value ? { ok: true, value } : down;
      },
    },
  });
  return {
    ...{ clock, list, current },
    asked: () => asked.map(({ what }) => what),
    answer: (at: number, reply: Reply<TicketPage>) => asked[at]?.answer(reply),
    ids: () => list.tickets.value.map(({ ticket_id }) => ticket_id),
  };
}

const page = (ids: number[], cursor: string | null = null) => ({
  ok: true as const,
  value: { tickets: ids.map((ticket_id) => makeTicket({ ticket_id, estado: 'entregado' })), cursor },
});

describe('the closed orders', () => {
  it('come page by page, each order once, though what was closed meanwhile moves the pages on', async () => {
    const { list, asked, answer, ids } = start();
    list.ask(everything);
    await answer(0, page([9, 8], '8'));
    list.more();
    await answer(1, page([8, 7]));
    expect([asked(), ids(), list.hasMore.value]).toEqual([['', '8'], [9, 8, 7], false]);
  });

  it('are asked for once, however often the button for more is pressed', async () => {
    const { list, asked, answer, ids } = start();
    list.ask(everything);
    list.more();
    await answer(0, page([9], '9'));
    for (let presses = 0; presses < 3; presses += 1) list.more();
    expect(asked()).toEqual(['', '9']);
    await answer(1, page([8]));
    expect(ids()).toEqual([9, 8]);
  });

  it('are those that were asked for last, though an earlier answer comes later', async () => {
    const { list, answer, ids } = start();
    list.ask({ side: 'entregado', q: '' });
    list.ask({ side: 'cancelado', q: '' });
    await answer(1, page([2]));
    await answer(0, page([1], '1'));
    expect([ids(), list.hasMore.value, list.status.value]).toEqual([[2], false, 'ready']);
  });

  it('are looked up once somebody has ended typing, and at once when they choose', async () => {
    const { clock, list, asked } = start();
    for (const q of ['a', 'an', 'ana']) {
      list.ask({ ...everything, q }, true);
      clock.advance(askAfterMs - 1);
    }
    expect([asked(), list.status.value]).toEqual([[], 'loading']);
    clock.advance(1);
    expect(asked()).toEqual(['?q=ana']);
    list.ask({ ...everything, q: 'anab' }, true);
    list.ask({ side: 'cancelado', q: 'anab' });
    clock.advance(askAfterMs);
    expect(asked()).toEqual(['?q=ana', '?estado=cancelado&q=anab']);
  });

  it('stay in sight when the next page does not come, which is then asked for again', async () => {
    const { list, asked, answer, ids } = start();
    list.ask(everything);
    await answer(0, page([9], '9'));
    list.more();
    await answer(1, down);
    expect([ids(), list.status.value]).toEqual([[9], { failure: down }]);
    list.more();
    await answer(2, page([8]));
    expect([asked(), ids(), list.status.value]).toEqual([['', '9', '9'], [9, 8], 'ready']);
  });

  it('are dropped once somebody has left the page', async () => {
    const { clock, list, asked, answer, ids } = start();
    list.ask(everything);
    list.ask({ ...everything, q: 'ana' }, true);
    list.stop();
    clock.advance(askAfterMs);
    await answer(0, page([9]));
    expect([asked(), ids()]).toEqual([[''], []]);
  });

  it('are read again one by one; one that cannot be read stays as it was', async () => {
    const { list, answer, current, ids } = start();
    list.ask(everything);
    await answer(0, page([9, 8]));
    current.set(8, makeTicket({ ticket_id: 8, estado: 'en-camino', version: 4 }));
    await list.refresh(8);
    await list.refresh(9);
    expect(ids()).toEqual([9, 8]);
    expect(list.tickets.value.map(({ estado }) => estado)).toEqual(['entregado', 'en-camino']);
  });
});
