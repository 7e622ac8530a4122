import { closedOnBoardMs, isOpen, type Ticket } from '@relevo/contract';

/**
 * Without the tickets that were closed too long ago; the same map if there are none.
 * @param serverNow milliseconds since 1970 by the server's clock
 */
export function dropLongClosed(tickets: ReadonlyMap<number, Ticket>, serverNow: number): ReadonlyMap<number, Ticket> {
  const kept = [...tickets].filter(([, ticket]) => !isLongClosed(ticket, serverNow));
  return kept.length === tickets.size ? tickets : new Map(kept);
}

function isLongClosed(ticket: Ticket, serverNow: number): boolean {
  return !isOpen(ticket.estado) && serverNow - Date.parse(ticket.actualizado_en) > closedOnBoardMs;
}
