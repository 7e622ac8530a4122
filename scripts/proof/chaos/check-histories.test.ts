import { makeTicket } from '@relevo/testkit/tickets';
import { describe, expect, it } from 'vitest';
import { checkHistories, type Finding, type Histories } from './check-histories.ts';

/** Two orders that went well, one of them in two shops, one whose checkout never heard of it, a batch's ticket, a command. */
function goodRun(): Histories {
  const names = ['a', 'b', 'c', 'lote'];
  const stored = [...names.map((name) => ['tienda', name]), ['sucursal', 'a']] as const;
  const tickets = stored.map(([fuente = '', name = ''], at) =>
    makeTicket({ ticket_id: at + 1, cliente_nombre: name, numero: name, fuente }),
  );
  const order = (name: string, ticketId: number, caller = 'tienda') => {
    return {
      numero: name,
      caller,
      name,
      delivery: 'entregada',
      ticketId,
      estado: 'pendiente',
      version: null,
    };
  };
  return {
    intents: [
      { name: 'a', shop: 'tienda', way: 'order', patient: true, outcome: 'acknowledged' },
      { name: 'a', shop: 'sucursal', way: 'order', patient: true, outcome: 'acknowledged' },
      { name: 'b', shop: 'tienda', way: 'order', patient: true, outcome: 'acknowledged' },
      { name: 'c', shop: 'tienda', way: 'order', patient: false, outcome: 'unknown' },
      { name: 'gone', shop: 'tienda', way: 'order', patient: false, outcome: 'unknown' },
      { name: 'lote', shop: 'tienda', way: 'batch', patient: true, outcome: 'acknowledged' },
    ],
    commands: [
      { cmdId: 'done', outcome: 'done' },
      { cmdId: 'no', outcome: 'refused' },
      { cmdId: 'who-knows', outcome: 'unknown' },
    ],
    state: {
      tickets: tickets.map((ticket) => ({ ticket, caller: ticket.fuente })),
      orders: [order('a', 1), order('b', 2), order('c', 3), order('a', 5, 'sucursal')],
      changed: ['done'],
      changes: 1,
      log: { lines: 6, first: 1, last: 6, head: 6 },
      attempts: {},
    },
    boards: [
      { tickets: new Map(tickets.map((ticket) => [ticket.ticket_id, ticket])), arrivals: [1, 2, 3, 4, 5] },
    ],
  };
}

const found = (histories: Histories) =>
  Object.entries(checkHistories(histories).findings)
    .filter(([, names]) => names.length > 0)
    .map(([finding]) => finding);

const first = <T>(items: readonly T[]): T => items[0] ?? expect.fail('there is none');

describe('the checker', () => {
  it('finds nothing wrong with a run in which everything arrived once', () => {
    expect(found(goodRun())).toEqual([]);
    const { counts } = checkHistories(goodRun());
    expect(counts).toEqual({ attempted: 6, acknowledged: 4, tickets: 5, recovered: 1, changes: 1 });
  });

  const harms: [Finding, string, (run: Histories) => void][] = [
    ['lost', 'an acknowledged order without a ticket', ({ state }) => void state.tickets.shift()],
    ['lost', 'an order of one shop, taken for the same of another', ({ state }) => void state.tickets.pop()],
    [
      'shops mixed up',
      'an order that has the ticket of another shop’s order with its number',
      ({ state }) => void Object.assign(state.orders.at(-1) ?? {}, { ticketId: 1 }),
    ],
    [
      'shops mixed up',
      'a ticket that says another shop',
      ({ state }) => void Object.assign(state.tickets.at(-1)?.ticket ?? {}, { fuente: 'tienda' }),
    ],
    [
      'unexpected',
      'a ticket that nobody handed in',
      ({ state }) => void state.tickets.push({ ticket: makeTicket({ ticket_id: 9 }), caller: 'tienda' }),
    ],
    [
      'unexpected',
      'a ticket of an order that was refused',
      ({ intents }) => void Object.assign(first(intents), { outcome: 'refused' }),
    ],
    ['duplicated', 'two tickets of one order', ({ state }) => void state.tickets.push(first(state.tickets))],
    ['duplicated', 'one order stored twice', ({ state }) => void state.orders.push(first(state.orders))],
    [
      'refused',
      'a good order refused',
      ({ intents }) => void Object.assign(first(intents), { refusal: '400' }),
    ],
    [
      'unanswered',
      'a patient checkout that never heard what became of its order',
      ({ intents }) => void Object.assign(first(intents), { outcome: 'unknown' }),
    ],
    [
      'undelivered',
      'an order that is still waiting',
      ({ state }) => void Object.assign(first(state.orders), { delivery: 'pendiente' }),
    ],
    [
      'board differs',
      'a board without a ticket',
      ({ boards }) => void (first(boards).tickets as Map<number, unknown>).delete(2),
    ],
    [
      'board differs',
      'a board with a ticket of an older version',
      ({ state }) => {
        const { ticket } = first(state.tickets);
        Object.assign(first(state.tickets), { ticket: { ...ticket, version: 2 } });
        Object.assign(first(state.orders), { version: 2 });
      },
    ],
    [
      'shown as new twice',
      'an order told as new twice',
      ({ boards }) => void (first(boards).arrivals as number[]).push(1),
    ],
    [
      'never shown as new',
      'an order that no board was told of',
      ({ boards }) => void (first(boards).arrivals as number[]).shift(),
    ],
    [
      'store differs',
      'a store that missed a change',
      ({ state }) => void Object.assign(first(state.orders), { estado: 'cancelado' }),
    ],
    [
      'store differs',
      'a store that knows no ticket',
      ({ state }) => void Object.assign(first(state.orders), { ticketId: null }),
    ],
    [
      'history differs',
      'work that was confirmed and not done',
      ({ state }) => Object.assign(state, { changed: [], changes: 0 }),
    ],
    [
      'history differs',
      'work that was refused and done',
      ({ state }) => Object.assign(state, { changed: ['done', 'no'], changes: 2 }),
    ],
    [
      'history differs',
      'work that nobody asked for',
      ({ state }) => Object.assign(state, { changed: ['done', 'x'], changes: 2 }),
    ],
    ['history differs', 'work that left two lines', ({ state }) => Object.assign(state, { changes: 2 })],
    ['log broken', 'a hole in the log', ({ state }) => Object.assign(state.log, { lines: 5 })],
  ];
  it('expects no board to be told of an order that was changed before the board could hear of it', () => {
    const run = goodRun();
    const { ticket } = first(run.state.tickets);
    Object.assign(ticket, { version: 2, estado: 'cancelado' });
    Object.assign(first(run.state.orders), { version: 2, estado: 'cancelado' });
    (first(run.boards).arrivals as number[]).shift();
    expect(found(run)).toEqual([]);
  });

  it.each(harms)('calls it %s: %s', (finding, _what, harm) => {
    const run = goodRun();
    harm(run);
    expect(found(run)).toContain(finding);
  });
});
