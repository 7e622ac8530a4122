import type { DeliverySummary } from '@relevo/contract';
import type { StoredDelivery } from '@relevo/outbox';
import type { TicketOfOrder } from '../store/order-store.ts';

/** How a hand-over stands, as it is told on the wire. */
export function summarize(
  delivery: StoredDelivery | undefined,
  ticket: TicketOfOrder | null,
): DeliverySummary {
  // Order and delivery are stored in one transaction: one without the other is a damaged database.
  if (!delivery) throw new Error('an order has no delivery');
  const { id, state, attempts, dueAt, reason } = delivery;
  return {
    id,
    estado: state,
    intentos: attempts,
    ...(ticket && { ticket_id: ticket.ticketId }),
    ...(state === 'pendiente' && { proximo_intento: new Date(dueAt).toISOString() }),
    ...(reason !== undefined && { motivo: reason }),
  };
}
