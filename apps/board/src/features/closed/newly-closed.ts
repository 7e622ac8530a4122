import { searchWords, type Ticket } from '@relevo/contract';
import { matchTicket } from '../../overview/match-ticket.ts';
import type { ClosedQuery } from './closed-address.ts';

/**
 * How many orders the board has seen being closed that would stand above those that are listed.
 * @param closed delivered and cancelled orders of the board
 */
export function newlyClosed(
  closed: readonly Ticket[],
  { side, q, listed }: ClosedQuery & { listed: readonly Ticket[] },
): number {
  const known = new Set(listed.map(({ ticket_id }) => ticket_id));
  const newest = listed[0]?.actualizado_en ?? '';
  const words = searchWords(q);
  return closed.filter(
    (ticket) =>
      ticket.actualizado_en > newest &&
      !known.has(ticket.ticket_id) &&
      (side === 'todos' || ticket.estado === side) &&
      matchTicket(ticket, words),
  ).length;
}
