import type { State } from '@relevo/contract';
import { enqueueDelivery, setSender } from '@relevo/outbox/procedures';
import type { Storage } from '@relevo/storage';
import { type Db, prepared } from '@relevo/storage/procedures';
import { canonicalVersion } from '@relevo/ticket-rules';
import {
  type Incoming,
  type Order,
  type OrderAges,
  type OrderRef,
  type Placed,
  placeOrder,
} from './order.ts';

// The writer thread loads this file too. It must not load zod, Express or the relay: with them a thread takes three times
// as long to start (test/writer-thread.test.ts).

/** Port: every order, once. A read sees all that was committed before it. */
export type OrderRepository = {
  /** Stores an order and its delivery in one transaction; resolves when both are on disk. */
  place(incoming: Incoming): Promise<Placed>;
  find(ref: OrderRef): Promise<Order | undefined>;
  /** Maps delivery ids to what names their orders. */
  namesOf(deliveryIds: readonly number[]): Promise<Map<number, OrderName>>;
  /**
   * Names the caller under whom all orders were relayed before callers were relayed, for those that have none yet, so
   * that they go on under it. Once done, it changes nothing.
   */
  fillFuente(caller: string): Promise<void>;
};

export type OrderName = Pick<Order, 'numero' | 'caller' | 'fuente'>;

/** Orders in SQLite, which `ages` hears of: writes go through the group-commit writer, reads run beside it. */
export function createOrderRepository(
  storage: Storage<typeof orderProcedures>,
  ages?: Pick<OrderAges, 'begin'>,
): OrderRepository {
  const { reader } = storage;
  return {
    async place(incoming) {
      const placing = ages?.begin(incoming.now);
      const placed = await storage.write('place', incoming);
      // Before its first attempt, which begins as soon as it is stored.
      if (placed.delivery) placing?.stored(placed.delivery.id);
      return placed;
    },

    async find(ref) {
      const { sql, params } = lookUp(ref);
      const row = reader.get<OrderRow>(sql, params);
      return row && toOrder(row);
    },

    async namesOf(deliveryIds) {
      const rows = reader.all<{ id: number } & OrderName>(selectNames, [JSON.stringify(deliveryIds)]);
      return new Map(rows.map(({ id, ...name }) => [id, name]));
    },

    fillFuente: (caller) => storage.write('fillFuente', { caller }),
  };
}

/** What the writer thread does with orders, each call in one transaction. */
export const orderProcedures = { place, fillFuente };

function place(db: Db, incoming: Incoming): Placed {
  const { numero, sentAs, madeHere, caller, idempotencyKey, fingerprints, totalCentavos, body, now } =
    incoming;
  const byKey = idempotencyKey === undefined ? undefined : findByKey(db, [caller, idempotencyKey]);
  const byNumber = (spelled: string) =>
    find(db, selectOwn, [caller, spelled]) ?? find(db, selectRelayedOtherwise, [caller, spelled]);
  const decide = (stored: Order | undefined) =>
    placeOrder(
      { numero: madeHere ? undefined : numero, sentAs, caller, fingerprints },
      { byKey, byNumber: stored },
    );
  // Two orders of before may have that number, each in a spelling of its own.
  const stored = [sentAs, numero].flatMap((spelled) =>
    spelled === undefined ? [] : (byNumber(spelled) ?? []),
  );
  const decisions = stored.map(decide);
  const decision = decisions.find(({ kind }) => kind === 'same') ?? decisions[0] ?? decide(undefined);
  if (decision.kind === 'same' && idempotencyKey !== undefined && !byKey)
    prepared(db, insertKey).run({ caller, idempotencyKey, deliveryId: decision.order.deliveryId });
  if (decision.kind !== 'new') return decision;

  const fingerprint = fingerprints[canonicalVersion] ?? '';
  const deliveryId = enqueueDelivery(db, { ...incoming.delivery, payload: body, sender: caller, now });
  prepared(db, insertOrder).run({
    numero,
    caller,
    idempotencyKey: idempotencyKey ?? null,
    fingerprint,
    canonicalVersion,
    totalCentavos,
    body,
    now,
    deliveryId,
  });
  const order = {
    numero,
    caller,
    fuente: caller,
    fingerprint,
    canonicalVersion,
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
    sender: caller,
    trace,
    attempts: 0,
    step: 0,
    scheduleStartedAt: now,
    createdAt: now,
  };
  return { kind: 'new', order, delivery };
}

/** Finds an order within a transaction of the writer thread. */
export function findOrder(db: Db, ref: OrderRef): Order | undefined {
  const { sql, params } = lookUp(ref);
  return find(db, sql, params);
}

// Both tables say it: the delivery so that it is sent under that name, the order so that it is found by it.
function fillFuente(db: Db, { caller }: { caller: string }): void {
  if (prepared(db, selectUnfilled).get() === undefined) return;
  setSender(db, caller);
  prepared(db, updateUnfilled).run({ caller });
}

/** Keeps under which name the ticket service has a delivery's order, where that is not the one it was sent under. */
export function keepFuente(db: Db, deliveryId: number, fuente: string): void {
  setSender(db, fuente, deliveryId);
  prepared(db, updateFuente).run({ deliveryId, fuente });
}

function findByKey(db: Db, callerAndKey: [string, string]): Order | undefined {
  return find(db, selectByKey, callerAndKey) ?? find(db, selectByLaterKey, callerAndKey);
}

function find(db: Db, sql: string, params: string[]): Order | undefined {
  const row = prepared(db, sql).get(...params) as OrderRow | undefined;
  return row && toOrder(row);
}

const insertOrder = `
  INSERT INTO orders
    (numero, caller, fuente, idempotency_key, fingerprint, canonical_version, total_centavos, body, created_at, delivery_id)
  VALUES
    (@numero, @caller, @caller, @idempotencyKey, @fingerprint, @canonicalVersion, @totalCentavos, @body, @now, @deliveryId)`;

const insertKey = `
  INSERT INTO order_keys (caller, idempotency_key, order_id)
  SELECT @caller, @idempotencyKey, order_id FROM orders WHERE delivery_id = @deliveryId`;

function lookUp(ref: OrderRef): { sql: string; params: string[] } {
  if ('caller' in ref) return { sql: selectOwn, params: [ref.caller, ref.numero] };
  return { sql: selectRelayed, params: [ref.fuente, ref.numero, ref.fuente, ref.numero] };
}

const selectOwn = 'SELECT * FROM orders WHERE caller = ? AND numero = ?';

// Nearly all orders are relayed under their caller's own name, so only the others have an index by it.
const selectRelayed = `
  SELECT * FROM orders WHERE caller = ? AND numero = ? AND fuente = caller
  UNION ALL
  SELECT * FROM orders WHERE fuente = ? AND numero = ? AND fuente <> caller
  LIMIT 1`;

const selectRelayedOtherwise = 'SELECT * FROM orders WHERE fuente = ? AND numero = ? AND fuente <> caller';

const selectUnfilled = 'SELECT 1 FROM orders WHERE fuente IS NULL LIMIT 1';

const updateUnfilled = 'UPDATE orders SET fuente = @caller WHERE fuente IS NULL';

// Ignored where another order is known under that name and number: the ticket is that order's too, and stays so.
const updateFuente = `
  UPDATE OR IGNORE orders SET fuente = @fuente
  WHERE delivery_id = @deliveryId
    AND NOT EXISTS (
      SELECT 1 FROM orders AS own WHERE own.caller = @fuente AND own.numero = orders.numero AND own.fuente = @fuente
        AND own.delivery_id <> @deliveryId)`;

const selectByKey = 'SELECT * FROM orders WHERE caller = ? AND idempotency_key = ?';

const selectByLaterKey = `
  SELECT * FROM orders
  WHERE order_id = (SELECT order_id FROM order_keys WHERE caller = ? AND idempotency_key = ?)`;

const selectNames = `
  SELECT delivery_id AS id, numero, caller, fuente FROM orders WHERE delivery_id IN (SELECT value FROM json_each(?))`;

type OrderRow = {
  numero: string;
  caller: string;
  fuente: string;
  fingerprint: string;
  canonical_version: number;
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

function toOrder(row: OrderRow): Order {
  return {
    numero: row.numero,
    caller: row.caller,
    fuente: row.fuente,
    fingerprint: row.fingerprint,
    canonicalVersion: row.canonical_version,
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
