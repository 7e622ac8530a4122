import type { Storage } from '@relevo/storage';
import { type Db, prepared } from '@relevo/storage/procedures';
import { type CustomerRef, canonicalVersion, isOrderOf } from '@relevo/ticket-rules';
import type { Incoming, Order } from './order.ts';

// The writer thread loads this file too; see order-repository.ts.

/** An order that was refused because another one has its number, or its Idempotency-Key. Times are epoch milliseconds. */
export type Conflict = {
  id: number;
  taken: 'number' | 'key';
  numero: string;
  caller: string;
  /** How often it came. */
  times: number;
  firstAt: number;
  lastAt: number;
  /** What was refused. */
  body: Record<string, unknown>;
  /** What is stored under that number or key. */
  existing: {
    numero: string;
    caller: string;
    deliveryId: number;
    ticketId: number | null;
    createdAt: number;
    body: Record<string, unknown>;
  };
};

/** Port: the latest conflicts, so that somebody in the shop learns of an order that was refused. */
export type ConflictLog = {
  /** Keeps one; resolves when it is on disk. The same one again is counted. */
  record(refused: Incoming, existing: Order, taken: Conflict['taken']): Promise<void>;
  /** The newest first. @param page.cursor only older ones than this id */
  list(page: { limit: number; cursor?: number }): Conflict[];
  count(): number;
};

export function createConflictLog(storage: Storage<typeof conflictProcedures>): ConflictLog {
  const { reader } = storage;
  return {
    async record({ numero, caller, fingerprints, body, now }, { deliveryId }, taken) {
      const fingerprint = fingerprints[canonicalVersion] ?? '';
      const kept = JSON.stringify(brief(body));
      await storage.write('recordConflict', {
        deliveryId,
        caller,
        numero,
        taken,
        fingerprint,
        body: kept,
        now,
      });
    },
    list: ({ limit, cursor = Number.MAX_SAFE_INTEGER }) =>
      reader.all<ConflictRow>(selectPage, [cursor, Math.min(limit, mostInPage)]).map(toConflict),
    count: () => reader.get<{ n: number }>('SELECT count(*) AS n FROM order_conflicts')?.n ?? 0,
  };
}

/** The most that are kept; those that did not come again for the longest time go. */
export const mostConflicts = 1_000;
const mostInPage = 50;
const longBody = 16_384;

/** The order, or of a very long one what tells a person which it is. */
function brief(body: string): Record<string, unknown> {
  const order = JSON.parse(body) as Record<string, unknown>;
  if (body.length <= longBody) return order;
  const { numero, cliente_nombre, cliente_telefono, telefono, cliente_direccion, direccion, total } = order;
  return {
    numero,
    cliente_nombre,
    cliente_telefono,
    telefono,
    cliente_direccion,
    direccion,
    total,
    recortado: true,
  };
}

type NewConflict = {
  deliveryId: number;
  caller: string;
  numero: string;
  taken: Conflict['taken'];
  fingerprint: string;
  body: string;
  now: number;
};

/** What the writer thread does with conflicts, each call in one transaction. */
export const conflictProcedures = { recordConflict };

function recordConflict(db: Db, conflict: NewConflict): void {
  if (prepared(db, updateAgain).run(conflict).changes > 0) return;
  prepared(db, insertConflict).run(conflict);
  prepared(db, deleteOldest).run(mostConflicts);
}

const updateAgain = `
  UPDATE order_conflicts SET times = times + 1, last_at = max(last_at, @now), taken = @taken, body = @body
  WHERE order_id = (SELECT order_id FROM orders WHERE delivery_id = @deliveryId)
    AND caller = @caller AND fingerprint = @fingerprint`;

const insertConflict = `
  INSERT INTO order_conflicts (order_id, caller, numero, taken, fingerprint, body, first_at, last_at)
  SELECT order_id, @caller, @numero, @taken, @fingerprint, @body, @now, @now FROM orders WHERE delivery_id = @deliveryId`;

const deleteOldest = `
  DELETE FROM order_conflicts
  WHERE id IN (SELECT id FROM order_conflicts ORDER BY last_at DESC, id DESC LIMIT -1 OFFSET ?)`;

const selectPage = `
  SELECT c.id, c.taken, c.numero, c.caller, c.times, c.first_at AS firstAt, c.last_at AS lastAt, c.body,
    o.numero AS existingNumero, o.caller AS existingCaller, o.delivery_id AS deliveryId, o.ticket_id AS ticketId,
    o.created_at AS createdAt, o.body AS existingBody
  FROM order_conflicts AS c JOIN orders AS o USING (order_id)
  WHERE c.id < ? ORDER BY c.id DESC LIMIT ?`;

type ConflictRow = Omit<Conflict, 'body' | 'existing'> & {
  body: string;
  existingNumero: string;
  existingCaller: string;
  deliveryId: number;
  ticketId: number | null;
  createdAt: number;
  existingBody: string;
};

function toConflict(row: ConflictRow): Conflict {
  const { body, existingNumero, existingCaller, deliveryId, ticketId, createdAt, existingBody, ...rest } =
    row;
  const existing = { numero: existingNumero, caller: existingCaller, deliveryId, ticketId, createdAt };
  return {
    ...rest,
    body: JSON.parse(body) as Record<string, unknown>,
    existing: { ...existing, body: brief(existingBody) },
  };
}

/** Drops the conflicts over an order whose customer is forgotten: what was refused is likely to be theirs as well. */
export function dropConflictsOver(db: Db, orderId: number): void {
  prepared(db, 'DELETE FROM order_conflicts WHERE order_id = ?').run(orderId);
}

/** Drops the conflicts that nobody has seen again since a time, in epoch ms. */
export function dropConflictsBefore(db: Db, before: number): void {
  prepared(db, 'DELETE FROM order_conflicts WHERE last_at < ?').run(before);
}

type RefusedOrder = { id: number; caller: string; body: Record<string, unknown> };

/** Finds the refused orders of a customer, whatever order was in their way. @param fuente of one caller only; null for all */
export function conflictsOf(
  db: Db,
  { customer, fuente }: { customer: CustomerRef; fuente: string | null },
): RefusedOrder[] {
  const rows = prepared(db, 'SELECT id, caller, body FROM order_conflicts').all();
  return (rows as { id: number; caller: string; body: string }[])
    .map(({ body, ...row }) => ({ ...row, body: JSON.parse(body) as Record<string, unknown> }))
    .filter(({ caller, body }) => (fuente === null || caller === fuente) && isOrderOf(body, customer));
}

export function dropConflicts(db: Db, ids: readonly number[]): void {
  for (const id of ids) prepared(db, 'DELETE FROM order_conflicts WHERE id = ?').run(id);
}
