import type { AcceptedReply, Confirmation } from '@relevo/contract';
import { wasDelivered } from '@relevo/outbox/procedures';
import type { Storage } from '@relevo/storage';
import { type Db, prepared } from '@relevo/storage/procedures';
import { arrivedAt } from '@relevo/ticket-rules';
import type { Order, OrderRef, TicketOfOrder } from '../orders/order.ts';
import { findOrder, keepFuente } from '../orders/order-repository.ts';

// The writer thread loads this file too; see orders/order-repository.ts.

/** What is known of an order's ticket, and whether the order's own delivery has said which ticket that is. */
export type KnownTicket = { ticket: TicketOfOrder | null; knownFromDelivery: boolean };

/**
 * Decides what the store knows of an order's ticket after a confirmation.
 *
 * Only the order's own delivery can say which ticket is the order's. After that, a confirmation of another ticket is not
 * about this order even if it has the same number: another shop may use the same numbers. Of two confirmations of one
 * ticket the newer version counts, in whatever order they arrive. A confirmation without a version is believed.
 *
 * @param now epoch ms
 */
export function applyConfirmation(
  { ticket: known, knownFromDelivery }: KnownTicket,
  confirmation: Confirmation,
  now: number,
): { kind: 'applied'; ticket: TicketOfOrder } | { kind: 'ignored'; ticket: TicketOfOrder } {
  const isOther = known !== null && known.ticketId !== confirmation.ticket_id;
  if (isOther && knownFromDelivery) return { kind: 'ignored', ticket: known };
  // Versions count within one ticket, so the version of another ticket is no measure for this one.
  const before = isOther ? null : known;
  if (before && isOlder(confirmation.version, before.version)) return { kind: 'ignored', ticket: before };
  const ticket = {
    ticketId: confirmation.ticket_id,
    estado: confirmation.estado,
    driver: confirmation.repartidor_asignado ?? null,
    version: confirmation.version ?? before?.version ?? null,
    updatedAt: now,
  };
  return { kind: 'applied', ticket };
}

function isOlder(version: number | null | undefined, known: number | null): boolean {
  return version != null && known !== null && version < known;
}

/** Port: what the ticket service reports about the orders' tickets. */
export type Confirmations = {
  /** Stores a confirmation of an order's ticket; resolves with undefined if there is no such order. */
  confirm(ref: OrderRef, confirmation: Confirmation, now: number): Promise<Confirmed | undefined>;
};

export type Confirmed = { order: Order; ignored: boolean };

/** Confirmations in SQLite, on the rows of the orders. */
export function createConfirmations(storage: Storage<typeof confirmationProcedures>): Confirmations {
  return { confirm: (ref, confirmation, now) => storage.write('confirm', { ref, confirmation, now }) };
}

/** What the writer thread does with confirmations, each call in one transaction. */
export const confirmationProcedures = { confirm };

function confirm(
  db: Db,
  { ref, confirmation, now }: { ref: OrderRef; confirmation: Confirmation; now: number },
): Confirmed | undefined {
  const order = findOrder(db, ref);
  if (!order) return undefined;
  const { deliveryId } = order;
  const knownFromDelivery = wasDelivered(db, deliveryId);
  const { kind, ticket } = applyConfirmation({ ticket: order.ticket, knownFromDelivery }, confirmation, now);
  if (kind === 'applied') prepared(db, updateTicket).run({ deliveryId, ...ticket });
  return { order: { ...order, ticket }, ignored: kind === 'ignored' };
}

/** What a delivery has come to. `keptAs`: under which name the ticket service has the order, if not under its caller's. */
export type DeliveredTicket = AcceptedReply & { keptAs?: string };

/** Stores which ticket the order's own delivery became, in the transaction that records the delivery. */
export function rememberTicket(
  db: Db,
  { deliveryId, result }: { deliveryId: number; result?: unknown },
): void {
  // The client accepts no other answer: see `tickets-client.ts`.
  const ticket = result as DeliveredTicket;
  if (ticket.keptAs !== undefined) keepFuente(db, deliveryId, ticket.keptAs);
  prepared(db, updateOwnTicket).run({
    deliveryId,
    ticketId: ticket.ticket_id,
    estado: ticket.estado,
    driver: ticket.repartidor_asignado,
    updatedAt: Date.parse(arrivedAt(ticket)),
  });
}

const updateTicket = `
  UPDATE orders
  SET ticket_id = @ticketId, ticket_estado = @estado, ticket_driver = @driver,
      ticket_version = @version, ticket_updated_at = @updatedAt
  WHERE delivery_id = @deliveryId`;

// The delivery's ticket replaces any other. A confirmation of that same ticket can overtake the answer to the post that
// made it: what it says is newer, so it stays.
const updateOwnTicket = `
  UPDATE orders
  SET ticket_id = @ticketId, ticket_estado = @estado, ticket_driver = @driver,
      ticket_version = NULL, ticket_updated_at = @updatedAt
  WHERE delivery_id = @deliveryId AND ticket_id IS NOT @ticketId`;
