import type { AcceptedReply, Confirmation } from '@relevo/contract';
import { enqueueDelivery, outboxProcedures, wasDelivered } from '@relevo/outbox/procedures';
import { type Db, prepared } from '@relevo/storage/procedures';
import { applyConfirmation } from '../confirming/apply-confirmation.ts';
import { placeOrder } from '../placing/place-order.ts';
import { type OrderRow, selectOrder, toOrder } from './order-row.ts';
import type { Incoming, Order, Placed } from './order-store.ts';

/** What the writer thread can do. Each runs in one transaction. */
export const procedures = {
  place,
  confirm,
  ...outboxProcedures({ onDelivered: rememberTicket }),
};
export type StoreProcedures = typeof procedures;

const insertOrder = `
  INSERT INTO orders
    (numero, caller, idempotency_key, fingerprint, total_centavos, body, created_at, delivery_id)
  VALUES
    (@numero, @caller, @idempotencyKey, @fingerprint, @totalCentavos, @body, @now, @deliveryId)`;

const insertKey = `
  INSERT INTO order_keys (caller, idempotency_key, numero) VALUES (@caller, @idempotencyKey, @numero)`;

function place(db: Db, incoming: Incoming): Placed {
  const { numero, madeHere, caller, idempotencyKey, fingerprint, totalCentavos, body, now } = incoming;
  const byKey = idempotencyKey === undefined ? undefined : findByKey(db, [caller, idempotencyKey]);
  const decision = placeOrder(
    { numero: madeHere ? undefined : numero, fingerprint },
    { byKey, byNumber: find(db, selectOrder.byNumber, [numero]) },
  );
  if (decision.kind === 'same' && idempotencyKey !== undefined && !byKey)
    prepared(db, insertKey).run({ caller, idempotencyKey, numero: decision.order.numero });
  if (decision.kind !== 'new') return decision;

  const deliveryId = enqueueDelivery(db, { ...incoming.delivery, payload: body, now });
  prepared(db, insertOrder).run({
    numero,
    caller,
    idempotencyKey: idempotencyKey ?? null,
    fingerprint,
    totalCentavos,
    body,
    now,
    deliveryId,
  });
  const order = {
    numero,
    caller,
    fingerprint,
    totalCentavos,
    body,
    createdAt: now,
    deliveryId,
    ticket: null,
  };
  const { target, key, trace = {} } = incoming.delivery;
  const delivery = {
    id: deliveryId,
    target,
    key,
    payload: body,
    trace,
    attempts: 0,
    step: 0,
    scheduleStartedAt: now,
  };
  return { kind: 'new', order, delivery };
}

const updateTicket = `
  UPDATE orders
  SET ticket_id = @ticketId, ticket_estado = @estado, ticket_driver = @driver,
      ticket_version = @version, ticket_updated_at = @updatedAt
  WHERE numero = @numero`;

function confirm(
  db: Db,
  { numero, told, now }: { numero: string; told: Confirmation; now: number },
): { order: Order; ignored: boolean } | undefined {
  const order = find(db, selectOrder.byNumber, [numero]);
  if (!order) return undefined;
  const toldByDelivery = wasDelivered(db, order.deliveryId);
  const { kind, ticket } = applyConfirmation({ ticket: order.ticket, toldByDelivery }, told, now);
  if (kind === 'applied') prepared(db, updateTicket).run({ numero, ...ticket });
  return { order: { ...order, ticket }, ignored: kind === 'ignored' };
}

// The delivery says which ticket is the order's: it takes the place of any other. A confirmation of that very ticket
// can overtake the answer to the post that made it: what it told is newer and stays.
const rememberOwn = `
  UPDATE orders
  SET ticket_id = @ticketId, ticket_estado = @estado, ticket_driver = @driver,
      ticket_version = NULL, ticket_updated_at = @updatedAt
  WHERE delivery_id = @deliveryId AND ticket_id IS NOT @ticketId`;

function rememberTicket(db: Db, { deliveryId, result }: { deliveryId: number; result?: unknown }): void {
  // The client takes nothing else for an answer: see `tickets-client.ts`.
  const ticket: AcceptedReply = result as AcceptedReply;
  prepared(db, rememberOwn).run({
    deliveryId,
    ticketId: ticket.ticket_id,
    estado: ticket.estado,
    driver: ticket.repartidor_asignado,
    updatedAt: Date.parse(ticket.fecha_creacion),
  });
}

function findByKey(db: Db, callerAndKey: [string, string]): Order | undefined {
  return find(db, selectOrder.byKey, callerAndKey) ?? find(db, selectOrder.byLaterKey, callerAndKey);
}

function find(db: Db, sql: string, params: string[]): Order | undefined {
  const row = prepared(db, sql).get(...params) as OrderRow | undefined;
  return row && toOrder(row);
}
