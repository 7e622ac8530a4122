import { type State, states, type Ticket } from '@relevo/contract';
import { makeTicket } from '@relevo/testkit/tickets';
import { describe, expect, it } from 'vitest';
import { dueOrders, paperKey, sinceNow } from './due-orders.ts';

const since = Date.parse('2026-07-30T12:00:00Z');
const at = (ticket_id: number, seconds: number, estado: State = 'pendiente') =>
  makeTicket({ ticket_id, estado, fecha_creacion: new Date(since + seconds * 1_000).toISOString() });
const due = (tickets: Ticket[], from: number | null = since, settled = new Set<string>()) =>
  dueOrders(tickets, from, settled).map(({ ticket_id }) => ticket_id);

describe('the orders that are due on paper', () => {
  it('are those that came in since it was switched on, oldest first', () => {
    expect(due([at(4, 9), at(3, 5), at(2, 0), at(1, -1)])).toEqual([2, 3, 4]);
    expect(due([at(2, 0)], null)).toEqual([]);
  });

  it('leave out those on the board when it was switched on, whatever the page took for the time', () => {
    const before = [at(1, -60), at(2, 0), at(3, 1)];
    const from = sinceNow(before, since);
    expect(due([...before, at(4, 2)], from)).toEqual([4]);
    expect(sinceNow([], since)).toBe(since);
  });

  it('are in the kitchen, and never one that has left it', () => {
    expect(due(states.map((state, index) => at(index + 1, 1, state)))).toEqual([1, 2]);
  });

  it('leave out settled ones, but keep a later order with the same id', () => {
    const settled = new Set([paperKey(at(1, 1))]);
    expect(due([at(1, 1), at(2, 1)], since, settled)).toEqual([2]);
    expect(due([at(1, 2)], since, settled)).toEqual([1]);
  });
});
