import { type Db, prepared } from '@relevo/storage/procedures';
import {
  type AfterAttempt,
  type AttemptRecord,
  attemptRow,
  type Delivery,
  type DeliveryState,
  type NewDelivery,
  settleAttempt,
} from '../delivery.ts';
import type { DeliveryQueue, KeptTime, RetryFilter } from '../ports.ts';
import { type DeliveryRow, retrySql, targetParams, toDelivery } from './schema.ts';

// The entry `@relevo/outbox/procedures`: what runs in the writer thread. It loads neither the relay nor a library, because
// each would make a service start later (`test/writer-thread.test.ts`).

type Input<K extends 'claim' | 'renew' | 'release' | 'keepTime'> = Parameters<DeliveryQueue[K]>[0];

/** The outbox's writes, to be spread into an app's procedures. */
export type OutboxProcedures = {
  outboxClaim: (db: Db, input: Input<'claim'>) => Delivery[];
  outboxRenew: (db: Db, input: Input<'renew'>) => void;
  outboxRelease: (db: Db, input: Input<'release'>) => void;
  outboxRecord: (db: Db, record: AttemptRecord) => void;
  outboxMakeDueNow: (db: Db, input: { target: string; now: number }) => number;
  outboxKeepTime: (db: Db, input: Input<'keepTime'>) => KeptTime;
  outboxRetry: (db: Db, input: { filter: RetryFilter; now: number }) => number;
};

/**
 * Makes the outbox's procedures. A hook runs in the transaction that stores the attempt, once per settled delivery. If it
 * throws, nothing is stored and the delivery is attempted again.
 */
export function outboxProcedures(hooks: OutboxHooks = {}): OutboxProcedures {
  return {
    outboxClaim: claim,
    outboxRenew: renew,
    outboxRelease: release,
    outboxRecord: createRecordAttempt(hooks),
    outboxMakeDueNow: makeDueNow,
    outboxKeepTime: keepTime,
    outboxRetry: retry,
  };
}

function claim(db: Db, { owner, now, leaseMs, limit, target }: Input<'claim'>): Delivery[] {
  const due = prepared(db, selectDue).all({ now, limit, ...targetParams(target) }) as DeliveryRow[];
  const lease = prepared(db, leaseOne);
  for (const { id } of due) lease.run({ id, owner, until: now + leaseMs });
  return due.map(toDelivery);
}

// Without INDEXED BY, SQLite would use the wider index by state and sort everything pending.
/** Exported for the test of its query plan. */
export const selectDue = `
  SELECT * FROM outbox_deliveries INDEXED BY outbox_claimable
  WHERE state = 'pendiente' AND claimable_at <= @now
    AND (@only IS NULL OR target = @only) AND target NOT IN (SELECT value FROM json_each(@except))
  ORDER BY claimable_at, id
  LIMIT @limit`;

const leaseOne = `UPDATE outbox_deliveries SET lease_owner = @owner, claimable_at = @until WHERE id = @id`;

function renew(db: Db, { owner, until, ids }: Input<'renew'>): void {
  prepared(db, renewHeld).run({ owner, until, ids: ids ? JSON.stringify(ids) : null });
}

const renewHeld = `
  UPDATE outbox_deliveries SET claimable_at = @until
  WHERE lease_owner = @owner AND (@ids IS NULL OR id IN (SELECT value FROM json_each(@ids)))`;

function release(db: Db, { owner, ids }: Input<'release'>): void {
  prepared(db, releaseHeld).run({ owner, ids: ids ? JSON.stringify(ids) : null });
}

const releaseHeld = `
  UPDATE outbox_deliveries SET lease_owner = NULL, claimable_at = due_at
  WHERE lease_owner = @owner AND (@ids IS NULL OR id IN (SELECT value FROM json_each(@ids)))`;

function makeDueNow(db: Db, { target, now }: { target: string; now: number }): number {
  return prepared(db, makeWaitingDueNow).run({ target, now }).changes;
}

/** Exported for the test of its query plan. */
export const makeWaitingDueNow = `
  UPDATE outbox_deliveries INDEXED BY outbox_claimable
  SET due_at = max(@now, ifnull(not_before, 0)), claimable_at = max(@now, ifnull(not_before, 0))
  WHERE state = 'pendiente' AND claimable_at > @now AND target = @target
    AND lease_owner IS NULL AND claimable_at > ifnull(not_before, 0)`;

// Two processes that look at the same time may come the other way round.
const sameTimeMs = 5_000;

function keepTime(db: Db, { now, runningMs, leaseMs, longestWaitMs }: Input<'keepTime'>): KeptTime {
  const seen = prepared(db, selectTime).get() as { running_ms: number; seen_at: number };
  const behindMs = seen.seen_at - now;
  const setBackMs = behindMs > sameTimeMs ? behindMs : 0;
  const latest = setBackMs > 0 ? now : now + longestWaitMs;
  const kept = Math.max(seen.running_ms, runningMs);
  prepared(db, storeTime).run({ runningMs: kept, now });
  const forward = prepared(db, bringForward).run({ now, latest }).changes;
  prepared(db, endLeases).run({ now, latest, until: now + leaseMs });
  return { runningMs: kept, broughtForward: forward, setBackMs };
}

const selectTime = 'SELECT running_ms, seen_at FROM outbox_time';

const storeTime = 'UPDATE outbox_time SET running_ms = @runningMs, seen_at = @now';

/** Exported for the test of its query plan. */
export const bringForward = `
  UPDATE outbox_deliveries INDEXED BY outbox_claimable
  SET due_at = @now, claimable_at = @now, not_before = NULL
  WHERE state = 'pendiente' AND claimable_at > @latest AND lease_owner IS NULL`;

const endLeases = `
  UPDATE outbox_deliveries
  SET claimable_at = min(claimable_at, @until), due_at = iif(due_at > @latest, @now, due_at)
  WHERE lease_owner IS NOT NULL AND (claimable_at > @until OR due_at > @latest)`;

function retry(db: Db, { filter, now }: { filter: RetryFilter; now: number }): number {
  const { sql, params } = retrySql(filter);
  const chosen = prepared(db, sql).all(params) as { id: number }[];
  const restart = prepared(db, restartOne);
  for (const { id } of chosen) restart.run({ id, now });
  return chosen.length;
}

// A running attempt keeps its lease, so that the same delivery is not sent twice at once.
const restartOne = `
  UPDATE outbox_deliveries
  SET state = 'pendiente', step = 0, schedule_started_at = @now, due_at = @now,
      started_running_ms = (SELECT running_ms FROM outbox_time),
      claimable_at = iif(lease_owner IS NULL, @now, max(@now, claimable_at)),
      settled_at = NULL, reason = NULL
  WHERE id = @id`;

/** What an app does in the transaction that settles a delivery. */
export type OutboxHooks = {
  onDelivered?: (db: Db, delivered: { deliveryId: number; key: string; result: unknown }) => void;
  onRejected?: (db: Db, rejected: { deliveryId: number; key: string; reason: string }) => void;
};

/** Makes the procedure that stores an attempt and its consequences. */
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

// The attempt was stored already, and only the answer to that was lost: the first record took the lease away.
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

/**
 * Stores a delivery. For use inside an app's own procedure, so that a change and the message about it are stored together or
 * not at all.
 * @returns the delivery's id
 * @throws SQLITE_CONSTRAINT_UNIQUE when the target already has a delivery with this key
 */
export function enqueueDelivery(db: Db, delivery: NewDelivery): number {
  const { target, key, payload, sender, trace, now, lease } = delivery;
  const { lastInsertRowid } = prepared(db, insertDelivery).run({
    target,
    key,
    payload,
    sender: sender ?? null,
    requestId: trace?.requestId ?? null,
    traceparent: trace?.traceparent ?? null,
    now,
    claimableAt: lease?.until ?? now,
    leaseOwner: lease?.owner ?? null,
  });
  return Number(lastInsertRowid);
}

const insertDelivery = `
  INSERT INTO outbox_deliveries
    (target, key, payload, sender, request_id, traceparent,
     schedule_started_at, due_at, created_at, claimable_at, lease_owner, started_running_ms)
  VALUES
    (@target, @key, @payload, @sender, @requestId, @traceparent, @now, @now, @now, @claimableAt, @leaseOwner,
     (SELECT running_ms FROM outbox_time))`;

/**
 * Says on whose behalf deliveries are sent from now on: one, or all that name no sender. For an app's own procedure.
 * @param deliveryId all without a sender if undefined
 */
export function setSender(db: Db, sender: string, deliveryId?: number): void {
  if (deliveryId === undefined) prepared(db, nameUnnamed).run({ sender });
  else prepared(db, nameOne).run({ sender, id: deliveryId });
}

const nameUnnamed = `UPDATE outbox_deliveries SET sender = @sender WHERE sender IS NULL`;

const nameOne = `UPDATE outbox_deliveries SET sender = @sender WHERE id = @id`;

/** Whether the target has ever accepted this delivery, even if it was sent again since. For an app's own procedure. */
export function wasDelivered(db: Db, deliveryId: number): boolean {
  return prepared(db, selectTaken).get(deliveryId) !== undefined;
}

const selectTaken = `
  SELECT n FROM outbox_attempts WHERE delivery_id = ? AND result = 'entregada' LIMIT 1`;

/** Returns how far a delivery has come. For an app's own procedure. */
export function deliveryStateOf(db: Db, deliveryId: number): DeliveryState | undefined {
  const row = prepared(db, selectDelivery).get(deliveryId) as DeliveryRow | undefined;
  return row?.state;
}

/**
 * Erases what a settled delivery carried, and what the target said about it. Its state, its key and its attempts stay, but
 * nobody can send it again: `retry` passes it over. For an app's own procedure.
 * @throws Error for one that is still pending
 */
export function eraseDelivery(db: Db, deliveryId: number): void {
  const { changes } = prepared(db, eraseSettled).run({ id: deliveryId });
  if (changes === 0) throw new Error(`delivery ${deliveryId} is not settled: it needs what it carries`);
  prepared(db, eraseDetails).run({ id: deliveryId });
}

const eraseSettled = `
  UPDATE outbox_deliveries SET payload = '', reason = NULL WHERE id = @id AND state <> 'pendiente'`;

const eraseDetails = `
  UPDATE outbox_attempts SET detail = NULL WHERE delivery_id = @id AND detail IS NOT NULL`;
