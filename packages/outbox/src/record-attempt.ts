import { type Db, prepared } from '@relevo/storage/procedures';
import type { AttemptRecord } from './delivery-queue.ts';
import type { DeliveryRow } from './delivery-row.ts';
import { type AfterAttempt, attemptRow, settleAttempt } from './settle-attempt.ts';

/** What an app does in the transaction that settles a delivery. */
export type OutboxHooks = {
  onDelivered?: (db: Db, delivered: { deliveryId: number; key: string; result: unknown }) => void;
  onRejected?: (db: Db, rejected: { deliveryId: number; key: string; reason: string }) => void;
};

/** Makes the procedure that stores an attempt and what follows from it. */
export function createRecordAttempt(hooks: OutboxHooks): (db: Db, record: AttemptRecord) => void {
  return (db, record) => {
    const row = prepared(db, selectDelivery).get(record.deliveryId) as DeliveryRow | undefined;
    if (!row || isKnown(db, row, record)) return;
    const { state, lease_owner: leaseOwner, schedule_started_at: scheduleStartedAt } = row;
    const after = settleAttempt({ state, leaseOwner, scheduleStartedAt }, record);
    insertAttempt(db, row, record);
    update(db, record, after);
    if (after.kind !== 'settled') return;
    const { id: deliveryId, key } = row;
    if (after.state === 'rechazada') hooks.onRejected?.(db, { deliveryId, key, reason: after.reason ?? '' });
    else hooks.onDelivered?.(db, { deliveryId, key, result: resultOf(record) });
  };
}

const selectDelivery = `SELECT * FROM outbox_deliveries WHERE id = ?`;

// Stored, but the answer to storing it was lost: the first record took the lease away.
function isKnown(db: Db, row: DeliveryRow, { owner, startedAt }: AttemptRecord): boolean {
  return row.lease_owner !== owner && prepared(db, selectAttempt).get(row.id, owner, startedAt) !== undefined;
}

const selectAttempt = `
  SELECT n FROM outbox_attempts WHERE delivery_id = ? AND owner = ? AND started_at = ?`;

function insertAttempt(db: Db, { id, attempts }: DeliveryRow, record: AttemptRecord): void {
  const { startedAt, durationMs, result, status, detail } = attemptRow(record);
  const named = { id, n: attempts + 1, owner: record.owner, startedAt, durationMs, result };
  prepared(db, insertOne).run({ ...named, status: status ?? null, detail: detail ?? null });
}

const insertOne = `
  INSERT INTO outbox_attempts (delivery_id, n, owner, started_at, duration_ms, result, status, detail)
  VALUES (@id, @n, @owner, @startedAt, @durationMs, @result, @status, @detail)`;

function update(db: Db, { deliveryId: id, startedAt, durationMs }: AttemptRecord, after: AfterAttempt): void {
  if (after.kind === 'unchanged') prepared(db, countAttempt).run({ id });
  else if (after.kind === 'freed') prepared(db, free).run({ id, notBefore: after.notBefore ?? null });
  else if (after.kind === 'postponed') {
    const { dueAt, notBefore = null } = after;
    prepared(db, postpone).run({ id, dueAt, notBefore });
  } else {
    const { state, reason = null } = after;
    prepared(db, settle).run({ id, state, reason, settledAt: startedAt + durationMs });
  }
}

const countAttempt = `UPDATE outbox_deliveries SET attempts = attempts + 1 WHERE id = @id`;

const free = `
  UPDATE outbox_deliveries
  SET attempts = attempts + 1, due_at = max(due_at, ifnull(@notBefore, 0)),
      claimable_at = max(due_at, ifnull(@notBefore, 0)), not_before = @notBefore, lease_owner = NULL
  WHERE id = @id`;

const postpone = `
  UPDATE outbox_deliveries
  SET attempts = attempts + 1, step = step + 1, due_at = @dueAt, claimable_at = @dueAt,
      not_before = @notBefore, lease_owner = NULL
  WHERE id = @id`;

const settle = `
  UPDATE outbox_deliveries
  SET attempts = attempts + 1, step = step + 1, state = @state, reason = @reason, settled_at = @settledAt,
      lease_owner = NULL
  WHERE id = @id`;

function resultOf({ outcome }: AttemptRecord): unknown {
  return outcome.kind === 'delivered' ? outcome.result : undefined;
}
