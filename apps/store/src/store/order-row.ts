import type { State } from '@relevo/contract';
import type { Order } from './order-store.ts';

export type OrderRow = {
  numero: string;
  caller: string;
  fingerprint: string;
  total_centavos: number;
  body: string;
  created_at: number;
  delivery_id: number;
  ticket_id: number | null;
  ticket_estado: State | null;
  ticket_driver: string | null;
  ticket_version: number | null;
  ticket_updated_at: number | null;
};

export const selectOrder = {
  byNumber: 'SELECT * FROM orders WHERE numero = ?',
  byKey: 'SELECT * FROM orders WHERE caller = ? AND idempotency_key = ?',
  byLaterKey: `
    SELECT * FROM orders
    WHERE numero = (SELECT numero FROM order_keys WHERE caller = ? AND idempotency_key = ?)`,
};

export function toOrder(row: OrderRow): Order {
  return {
    numero: row.numero,
    caller: row.caller,
    fingerprint: row.fingerprint,
    totalCentavos: row.total_centavos,
    body: row.body,
    createdAt: row.created_at,
    deliveryId: row.delivery_id,
    ticket: toTicket(row),
  };
}

function toTicket(row: OrderRow): Order['ticket'] {
  const { ticket_id: ticketId, ticket_estado: estado, ticket_updated_at: updatedAt } = row;
  if (ticketId === null || estado === null || updatedAt === null) return null;
  return { ticketId, estado, updatedAt, driver: row.ticket_driver, version: row.ticket_version };
}
