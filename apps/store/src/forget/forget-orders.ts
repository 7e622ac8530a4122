import { deliveryStateOf, eraseDelivery } from '@relevo/outbox/procedures';
import { type Db, prepared } from '@relevo/storage/procedures';
import { type CustomerRef, forgetOrder, isOrderOf, mentionsOf } from '@relevo/ticket-rules';

import { dropConflictsBefore, dropConflictsOver } from '../orders/conflicts.ts';

// The writer thread loads this file: no zod, no Express.

/** What came of it. `waiting`: still on their way; `rejected`: refused by the ticket service. Neither was changed. */
export type ForgottenOrders = { forgotten: number; waiting: number; rejected: number };

/**
 * Takes the customer out of orders: out of the body that is kept, and of the one that was delivered. The number, the total,
 * the keys and the fingerprint stay, so that the same order posted again is still the same.
 *
 * An order that is not delivered yet needs its customer: it is left alone. So is one that was refused, unless
 * `evenRejected`, because after this nobody can send it again.
 */
export function forgetOrders(
  db: Db,
  input: { ids: readonly number[]; now: number; evenRejected: boolean },
): ForgottenOrders {
  const result: ForgottenOrders = { forgotten: 0, waiting: 0, rejected: 0 };
  for (const id of input.ids) {
    const row = prepared(db, selectOne).get(id) as Row | undefined;
    if (!row) continue;
    const state = deliveryStateOf(db, row.deliveryId);
    if (state === 'pendiente') result.waiting += 1;
    else if (state === 'rechazada' && !input.evenRejected) result.rejected += 1;
    else {
      const body = JSON.parse(row.body) as Record<string, unknown>;
      const kept = JSON.stringify(forgetOrder(body, mentionsOf([body])));
      prepared(db, updateOne).run({ id, now: input.now, body: kept });
      dropConflictsOver(db, id);
      eraseDelivery(db, row.deliveryId);
      result.forgotten += 1;
    }
  }
  return result;
}

type Row = { deliveryId: number; body: string };

const selectOne = `
  SELECT delivery_id AS deliveryId, body FROM orders WHERE order_id = ? AND forgotten_at IS NULL`;

const updateOne = 'UPDATE orders SET body = @body, forgotten_at = @now WHERE order_id = @id';

/** Exported for the test of its query plan. */
export const selectExpired = `
  SELECT order_id AS id FROM orders INDEXED BY orders_kept
  WHERE ticket_estado IN ('entregado', 'cancelado') AND forgotten_at IS NULL AND ticket_updated_at < @before
    AND (SELECT state FROM outbox_deliveries WHERE id = orders.delivery_id) <> 'pendiente'
  ORDER BY ticket_updated_at LIMIT @limit`;

// Few, and no ticket says when they are over: nobody has sent them again for so long.
const selectRefused = `
  SELECT o.order_id AS id FROM outbox_deliveries AS d JOIN orders AS o ON o.delivery_id = d.id
  WHERE d.state = 'rechazada' AND d.settled_at < @refusedBefore AND o.forgotten_at IS NULL
  ORDER BY d.id LIMIT @limit`;

/** A refused order is kept so long at least: somebody may yet send it again. */
const refusedDaysMs = 7 * 24 * 60 * 60 * 1_000;

/**
 * Takes the customers out of orders whose tickets were closed before a time, the oldest first, and of those refused before
 * it, `limit` of each at most.
 * @returns how many
 */
function expireOrders(
  db: Db,
  { before, now, limit }: { before: number; now: number; limit: number },
): number {
  const refusedBefore = Math.min(before, now - refusedDaysMs);
  const closed = prepared(db, selectExpired).all({ before, limit }) as { id: number }[];
  const refused = prepared(db, selectRefused).all({ refusedBefore, limit }) as { id: number }[];
  dropConflictsBefore(db, before);
  const ids = [...new Set([...closed, ...refused].map(({ id }) => id))];
  return forgetOrders(db, { ids, now, evenRejected: true }).forgotten;
}

export const forgetProcedures = { expireOrders };

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
