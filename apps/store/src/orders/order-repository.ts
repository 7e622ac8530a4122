import type { State } from '@relevo/contract';
import { enqueueDelivery } from '@relevo/outbox/procedures';
import type { Storage } from '@relevo/storage';
import { type Db, prepared } from '@relevo/storage/procedures';
import { canonicalVersion } from '@relevo/ticket-rules';
import { type Incoming, type Order, type Placed, placeOrder } from './order.ts';

// The writer thread loads this file too. It must not load zod, Express or the relay: with them a thread takes three times
// as long to start (test/writer-thread.test.ts).

/** Port: every order, once. A read sees all that was committed before it. */
export type OrderRepository = {
  /** Stores an order and its delivery in one transaction; resolves when both are on disk. */
  place(incoming: Incoming): Promise<Placed>;
  find(numero: string): Promise<Order | undefined>;
  /** Maps delivery ids to the numbers of their orders. */
  numbersOf(deliveryIds: readonly number[]): Promise<Map<number, string>>;
};

/** Orders in SQLite: writes go through the group-commit writer, reads run beside it. */
export function createOrderRepository(storage: Storage<typeof orderProcedures>): OrderRepository {
  const { reader } = storage;
  return {
    place: (incoming) => storage.write('place', incoming),

    async find(numero) {
      const row = reader.get<OrderRow>(selectByNumber, [numero]);
      return row && toOrder(row);
    },

    async numbersOf(deliveryIds) {
      const rows = reader.all<{ delivery_id: number; numero: string }>(selectNumbers, [
        JSON.stringify(deliveryIds),
      ]);
      return new Map(rows.map((row) => [row.delivery_id, row.numero]));
    },
  };
}

/** What the writer thread does with orders, each call in one transaction. */
export const orderProcedures = { place };

function place(db: Db, incoming: Incoming): Placed {
  const { numero, madeHere, caller, idempotencyKey, fingerprints, totalCentavos, body, now } = incoming;
  const byKey = idempotencyKey === undefined ? undefined : findByKey(db, [caller, idempotencyKey]);
  const decision = placeOrder(
    { numero: madeHere ? undefined : numero, fingerprints },
    { byKey, byNumber: findOrder(db, numero) },
  );
  if (decision.kind === 'same' && idempotencyKey !== undefined && !byKey)
    prepared(db, insertKey).run({ caller, idempotencyKey, numero: decision.order.numero });
  if (decision.kind !== 'new') return decision;

  const fingerprint = fingerprints[canonicalVersion] ?? '';
  const deliveryId = enqueueDelivery(db, { ...incoming.delivery, payload: body, now });
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
    trace,
    attempts: 0,
    step: 0,
    scheduleStartedAt: now,
  };
  return { kind: 'new', order, delivery };
}

/** Finds an order by its number, within a transaction of the writer thread. */
export function findOrder(db: Db, numero: string): Order | undefined {
  return find(db, selectByNumber, [numero]);
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
    (numero, caller, idempotency_key, fingerprint, canonical_version, total_centavos, body, created_at, delivery_id)
  VALUES
    (@numero, @caller, @idempotencyKey, @fingerprint, @canonicalVersion, @totalCentavos, @body, @now, @deliveryId)`;

const insertKey = `
  INSERT INTO order_keys (caller, idempotency_key, numero) VALUES (@caller, @idempotencyKey, @numero)`;

const selectByNumber = 'SELECT * FROM orders WHERE numero = ?';

const selectByKey = 'SELECT * FROM orders WHERE caller = ? AND idempotency_key = ?';

const selectByLaterKey = `
  SELECT * FROM orders
  WHERE numero = (SELECT numero FROM order_keys WHERE caller = ? AND idempotency_key = ?)`;

const selectNumbers = `
  SELECT delivery_id, numero FROM orders WHERE delivery_id IN (SELECT value FROM json_each(?))`;

type OrderRow = {
  numero: string;
  caller: string;
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
