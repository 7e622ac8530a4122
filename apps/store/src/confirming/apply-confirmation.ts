import type { Confirmation } from '@relevo/contract';
import type { TicketOfOrder } from '../store/order-store.ts';

/** What is known of an order's ticket, and whether the order's own delivery has told which ticket that is. */
export type KnownTicket = { ticket: TicketOfOrder | null; toldByDelivery: boolean };

/**
 * What the store knows of a ticket after it was told something. Which ticket is the order's, only the order's own
 * delivery can say: once it has, word of another ticket is not about this order, though it bears its number (another
 * shop may use the same numbers). Of the one ticket the newer version counts, whatever the order in which the two
 * arrive. A client that tells no version is believed.
 * @param now epoch ms
 */
export function applyConfirmation(
  { ticket: known, toldByDelivery }: KnownTicket,
  told: Confirmation,
  now: number,
): { kind: 'applied'; ticket: TicketOfOrder } | { kind: 'ignored'; ticket: TicketOfOrder } {
  const isOther = known !== null && known.ticketId !== told.ticket_id;
  if (isOther && toldByDelivery) return { kind: 'ignored', ticket: known };
  // Versions count within one ticket; what another one had says nothing of this one.
  const before = isOther ? null : known;
  if (before && isOlder(told.version, before.version)) return { kind: 'ignored', ticket: before };
  const ticket = {
    ticketId: told.ticket_id,
    estado: told.estado,
    driver: told.repartidor_asignado ?? null,
    version: told.version ?? before?.version ?? null,
    updatedAt: now,
  };
  return { kind: 'applied', ticket };
}

function isOlder(told: number | null | undefined, known: number | null): boolean {
  return told != null && known !== null && told < known;
}
