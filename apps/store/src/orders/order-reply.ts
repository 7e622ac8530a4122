import {
  type DeliverySummary,
  type OrderReply,
  type Attempt as ReplyAttempt,
  toPesos,
} from '@relevo/contract';
import type { Attempt, StoredDelivery } from '@relevo/outbox';
import { HttpProblem } from '@relevo/service-kit';
import type { Order, TicketOfOrder } from './order.ts';

/** Puts a stored order, its ticket and its attempts into the shape of the wire. */
export function orderReply(
  order: Order,
  delivery: StoredDelivery | undefined,
  attempts: readonly Attempt[],
): OrderReply {
  return {
    ...(JSON.parse(order.body) as object),
    numero: order.numero,
    total: toPesos(order.totalCentavos),
    recibido_en: new Date(order.createdAt).toISOString(),
    entrega: deliverySummary(delivery, order.ticket),
    ticket: replyTicket(order.ticket),
    intentos: attempts.map(replyAttempt),
  };
}

/** Sums a delivery up in the shape of the wire. */
export function deliverySummary(
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

/** The 404 for a number that no order has. */
export function unknownOrder(numero: string): HttpProblem {
  return new HttpProblem('no-encontrado', `No hay un pedido con el número ${numero.slice(0, 64)}.`);
}

function replyTicket(ticket: TicketOfOrder | null): OrderReply['ticket'] {
  if (!ticket) return null;
  return {
    ticket_id: ticket.ticketId,
    estado: ticket.estado,
    repartidor_asignado: ticket.driver,
    version: ticket.version,
    actualizado_en: new Date(ticket.updatedAt).toISOString(),
  };
}

function replyAttempt({ n, startedAt, durationMs, result, status, detail }: Attempt): ReplyAttempt {
  return {
    n,
    en: new Date(startedAt).toISOString(),
    duracion_ms: Math.round(durationMs),
    resultado: result,
    ...(status !== undefined && { status }),
    ...(detail !== undefined && { detalle: detail }),
  };
}
