import { type Db, prepared } from '@relevo/storage/procedures';
import type { AttemptRecord, Delivery, DeliveryQueue, RetryFilter } from './delivery-queue.ts';
import { type DeliveryRow, targetParams, toDelivery } from './delivery-row.ts';
import { createRecordAttempt, type OutboxHooks } from './record-attempt.ts';
import { retrySql } from './retry-sql.ts';

type Input<K extends 'claim' | 'renew' | 'release'> = Parameters<DeliveryQueue[K]>[0];

/** The outbox's writes, to be spread into an app's procedures. */
export type OutboxProcedures = {
  outboxClaim: (db: Db, input: Input<'claim'>) => Delivery[];
  outboxRenew: (db: Db, input: Input<'renew'>) => void;
  outboxRelease: (db: Db, input: Input<'release'>) => void;
  outboxRecord: (db: Db, record: AttemptRecord) => void;
  outboxHasten: (db: Db, input: { target: string; now: number }) => number;
  outboxRetry: (db: Db, input: { filter: RetryFilter; now: number }) => number;
};

/**
 * Makes the outbox's procedures. A hook runs in the transaction that stores the attempt, once per delivery settled;
 * if it throws nothing is stored, and the delivery is made again.
 */
export function outboxProcedures(hooks: OutboxHooks = {}): OutboxProcedures {
  return {
    outboxClaim: claim,
    outboxRenew: renew,
    outboxRelease: release,
    outboxRecord: createRecordAttempt(hooks),
    outboxHasten: hasten,
    outboxRetry: retry,
  };
}

function claim(db: Db, { owner, now, leaseMs, limit, target }: Input<'claim'>): Delivery[] {
  const due = prepared(db, selectDue).all({ now, limit, ...targetParams(target) }) as DeliveryRow[];
  const lease = prepared(db, leaseOne);
  for (const { id } of due) lease.run({ id, owner, until: now + leaseMs });
  return due.map(toDelivery);
}

// Without being told, SQLite takes the wider index by state and sorts all that is pending.
/** Exported for the test that shows its plan. */
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

function hasten(db: Db, { target, now }: { target: string; now: number }): number {
  return prepared(db, hastenWaiting).run({ target, now }).changes;
}

/** Exported for the test that shows its plan. */
export const hastenWaiting = `
  UPDATE outbox_deliveries INDEXED BY outbox_claimable
  SET due_at = max(@now, ifnull(not_before, 0)), claimable_at = max(@now, ifnull(not_before, 0))
  WHERE state = 'pendiente' AND claimable_at > @now AND target = @target
    AND lease_owner IS NULL AND claimable_at > ifnull(not_before, 0)`;

function retry(db: Db, { filter, now }: { filter: RetryFilter; now: number }): number {
  const { sql, params } = retrySql(filter);
  const chosen = prepared(db, sql).all(params) as { id: number }[];
  const restart = prepared(db, restartOne);
  for (const { id } of chosen) restart.run({ id, now });
  return chosen.length;
}

// A running attempt keeps its lease: asking again must not send the same thing twice at once.
const restartOne = `
  UPDATE outbox_deliveries
  SET state = 'pendiente', step = 0, schedule_started_at = @now, due_at = @now,
      claimable_at = iif(lease_owner IS NULL, @now, max(@now, claimable_at)),
      settled_at = NULL, reason = NULL
  WHERE id = @id`;
