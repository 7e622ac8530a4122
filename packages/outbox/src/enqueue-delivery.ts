import { type Db, prepared } from '@relevo/storage/procedures';
import type { NewDelivery } from './delivery-queue.ts';

/**
 * Stores a delivery; for use inside an app's own procedure, so that what is to be told and the telling of it are
 * stored together or not at all.
 * @returns the delivery's id
 * @throws SQLITE_CONSTRAINT_UNIQUE when the target already has a delivery with this key
 */
export function enqueueDelivery(db: Db, delivery: NewDelivery): number {
  const { target, key, payload, trace, now, lease } = delivery;
  const { lastInsertRowid } = prepared(db, insertDelivery).run({
    target,
    key,
    payload,
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
    (target, key, payload, request_id, traceparent,
     schedule_started_at, due_at, created_at, claimable_at, lease_owner)
  VALUES
    (@target, @key, @payload, @requestId, @traceparent, @now, @now, @now, @claimableAt, @leaseOwner)`;
