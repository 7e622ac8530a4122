import { isOpen, isTestOrder } from '@relevo/contract';
import type { ShownTicket } from '../../commands/queued-command.ts';

/** For how long the end of a walk is still told. */
export const toldForMs = 10 * 60_000;

/**
 * The test order through which the board walks somebody: the newest that is under way or was closed a moment ago.
 * @param now milliseconds since 1970 by the server's clock
 * @param closedUpTo of this order and those before it nobody wants to be told any more
 */
export function guidedTicket(
  tickets: Iterable<ShownTicket>,
  { now, closedUpTo }: { now: number; closedUpTo: number },
): ShownTicket | undefined {
  let newest: ShownTicket | undefined;
  for (const ticket of tickets) {
    if (!isTestOrder(ticket) || ticket.ticket_id <= closedUpTo) continue;
    if (!isOpen(ticket.estado) && now - Date.parse(ticket.actualizado_en) > toldForMs) continue;
    if (!newest || ticket.ticket_id > newest.ticket_id) newest = ticket;
  }
  return newest;
}
