import { deliveryStateOf } from '@relevo/outbox/procedures';
import type { Db } from '@relevo/storage';
import { type CustomerRef, isOrderOf } from '@relevo/ticket-rules';

/** An order of a customer. `state`: how far its delivery has come. */
export type CustomerOrder = {
  id: number;
  state: 'pendiente' | 'entregada' | 'rechazada' | undefined;
  row: OrderRow;
  body: Record<string, unknown>;
};

type OrderRow = {
  id: number;
  numero: string;
  caller: string;
  body: string;
  createdAt: number;
  deliveryId: number;
  ticketId: number | null;
  ticketEstado: string | null;
};

// Each page is a read of its own: one long read would keep the WAL from being emptied.
const selectPage = `
  SELECT order_id AS id, numero, caller, body, created_at AS createdAt, delivery_id AS deliveryId, ticket_id AS ticketId,
    ticket_estado AS ticketEstado
  FROM orders
  WHERE order_id > @after AND forgotten_at IS NULL AND (@fuente IS NULL OR caller = @fuente OR fuente = @fuente)
  ORDER BY order_id LIMIT 1000`;

/**
 * Goes through all orders and yields those of a customer, for the command line: there is no index by phone.
 * @param fuente of one caller only; null for all
 */
export function* ordersOf(
  db: Db,
  { customer, fuente }: { customer: CustomerRef; fuente: string | null },
): Generator<CustomerOrder> {
  const page = db.prepare<{ after: number; fuente: string | null }, OrderRow>(selectPage);
  let after = 0;
  for (;;) {
    const rows = page.all({ after, fuente });
    for (const row of rows) {
      const body = JSON.parse(row.body) as Record<string, unknown>;
      if (isOrderOf(body, customer))
        yield { id: row.id, state: deliveryStateOf(db, row.deliveryId), row, body };
    }
    const last = rows.at(-1);
    if (!last) return;
    after = last.id;
  }
}

/** Reads all that is kept of an order, for the customer whose data it is. */
export function orderRecord(db: Db, { row, state, body }: CustomerOrder): Record<string, unknown> {
  const attempts = db
    .prepare<[number], AttemptRow>(
      'SELECT n, started_at AS at, result, status, detail FROM outbox_attempts WHERE delivery_id = ? ORDER BY n',
    )
    .all(row.deliveryId);
  return {
    numero: row.numero,
    fuente: row.caller,
    recibido_en: new Date(row.createdAt).toISOString(),
    pedido: body,
    ticket: row.ticketId === null ? null : { ticket_id: row.ticketId, estado: row.ticketEstado },
    entrega: state,
    intentos: attempts.map(({ n, at, result, status, detail }) => ({
      ...{ n, en: new Date(at).toISOString(), resultado: result, status, detalle: detail },
    })),
  };
}

type AttemptRow = { n: number; at: number; result: string; status: number | null; detail: string | null };
