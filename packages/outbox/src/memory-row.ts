import type { Delivery, NewDelivery, RetryFilter, StoredDelivery, TargetFilter } from './delivery-queue.ts';

/** A delivery as the queue in memory holds it; `claimableAt` is when it is due, or when its lease ends. */
export type MemoryRow = StoredDelivery & {
  claimableAt: number;
  leaseOwner: string | null;
  notBefore?: number;
};

export function newRow(id: number, { target, key, payload, trace, now, lease }: NewDelivery): MemoryRow {
  const message = { id, target, key, payload, trace: { ...trace }, attempts: 0, step: 0 };
  const times = { scheduleStartedAt: now, createdAt: now, dueAt: now, claimableAt: lease?.until ?? now };
  return { ...message, ...times, state: 'pendiente', leaseOwner: lease?.owner ?? null };
}

// A running attempt keeps its lease: asking again must not send the same thing twice at once.
export function restart(row: MemoryRow, now: number): void {
  const claimableAt = row.leaseOwner === null ? now : Math.max(now, row.claimableAt);
  Object.assign(row, { state: 'pendiente', step: 0, scheduleStartedAt: now, dueAt: now, claimableAt });
  Object.assign(row, { settledAt: undefined, reason: undefined });
}

/** Whether the row was waiting and now waits less. */
export function hasten(row: MemoryRow, now: number): boolean {
  const dueAt = Math.max(now, row.notBefore ?? 0);
  if (row.leaseOwner !== null || row.claimableAt <= dueAt) return false;
  row.dueAt = row.claimableAt = dueAt;
  return true;
}

export function matchesTarget({ target }: MemoryRow, filter: TargetFilter | undefined): boolean {
  if (!filter) return true;
  return 'only' in filter ? target === filter.only : !filter.except.includes(target);
}

export function matchesRetry(row: MemoryRow, filter: RetryFilter): boolean {
  if ('ids' in filter) return filter.ids.includes(row.id);
  const { state, from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = filter;
  return row.state === state && row.createdAt >= from && row.createdAt <= to;
}

export function toDelivery(row: MemoryRow): Delivery {
  const { id, target, key, payload, trace, attempts, step, scheduleStartedAt } = row;
  return { id, target, key, payload, trace, attempts, step, scheduleStartedAt };
}

export function toStored(row: MemoryRow): StoredDelivery {
  const { claimableAt: _, leaseOwner: __, notBefore: ___, ...stored } = row;
  return { ...stored };
}
