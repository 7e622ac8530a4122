import type { Ticket, TicketEvent } from '@relevo/contract';
import { makeEvent, makeTicket, onBoard } from '@relevo/testkit/tickets';
import { expect, it } from 'vitest';
import { checkEvent, makeSmokeOrder, onlyTicket } from './smoke-order.ts';

const order = makeSmokeOrder(Date.UTC(2025, 0, 2, 3, 4, 5));

it('numbers an order by its time, so that nobody had the number before', () => {
  expect(order.numero).toMatch(/^SMOKE-20250102T030405-[0-9A-F]{8}$/);
  expect(makeSmokeOrder(0).numero).not.toBe(makeSmokeOrder(0).numero);
});

it('finds the only ticket of an order', () => {
  expect(onlyTicket(order, page(ticket()))).toEqual(ticket());
});

it.each([
  ['no ticket', page(), 'no such ticket'],
  ['two tickets', page(ticket(), ticket({ ticket_id: 8 })), 'tickets 7, 8 for one order'],
  ['a lost total', page(ticket({ total: 0 })), 'total is 0, not 1234.56'],
  ['a lost payment', page(ticket({ metodo_pago: null })), 'metodo_pago is null, not "efectivo"'],
  ['a lost item', page(ticket({ productos: [] })), 'productos is [], not [{'],
  ['a lost origin', page(ticket({ origen: null })), 'origen is null, not "smoke"'],
])('refuses %s', (_what, tickets, reason) => {
  expect(() => onlyTicket(order, tickets)).toThrow(reason);
});

it('takes the broadcast that a board is promised, and names what is wrong with another', () => {
  expect(checkEvent(order, event())).toEqual(event());
  const { seq: _seq, ...withoutSeq } = event();
  expect(() => checkEvent(order, withoutSeq)).toThrow('it is not the promised one: seq');
  expect(() => checkEvent(order, event({ total: 0 }))).toThrow('total is 0, not 1234.56');
});

function page(...tickets: Ticket[]) {
  return { tickets, cursor: null };
}

function ticket(more: Partial<Ticket> = {}): Ticket {
  return makeTicket({ ticket_id: 7, ...order, cliente_telefono: null, ...more });
}

function event(more: Partial<Ticket> = {}): TicketEvent {
  return makeEvent(5, onBoard(ticket(more)));
}
