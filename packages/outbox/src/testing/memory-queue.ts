import {
  type Attempt,
  type AttemptRecord,
  attemptRow,
  type Delivery,
  type NewDelivery,
  type StoredDelivery,
  settleAttempt,
} from '../delivery.ts';
import type { DeliveryCounts, DeliveryQueue, RetryFilter, TargetFilter } from '../ports.ts';
import { isStrangersWord } from '../retry-policy.ts';

type RecordedAttempt = Attempt & { deliveryId: number; owner: string };

export type MemoryQueue = DeliveryQueue & {
  /** Stores a delivery. @throws when the target already has one with this key */
  enqueue(delivery: NewDelivery): number;
};

/** Makes a queue in memory for unit tests, with the rules of the one in SQLite. */
export function createMemoryQueue(
  hooks: {
    onDelivered?: (delivered: { deliveryId: number; key: string; result: unknown }) => void;
    onRejected?: (rejected: { deliveryId: number; key: string; reason: string }) => void;
  } = {},
): MemoryQueue {
  const rows: MemoryRow[] = [];
  const attempts: RecordedAttempt[] = [];
  const time = { runningMs: 0, seenAt: 0 };
  const pending = (target?: TargetFilter) =>
    rows.filter((row) => row.state === 'pendiente' && matchesTarget(row, target));
  const held = (owner: string, ids?: number[]) =>
    rows.filter((row) => row.leaseOwner === owner && (ids === undefined || ids.includes(row.id)));

  function record(given: AttemptRecord): void {
    const row = rows.find(({ id }) => id === given.deliveryId);
    if (!row) return;
    const known = attempts.some(
      (other) =>
        other.deliveryId === row.id && other.owner === given.owner && other.startedAt === given.startedAt,
    );
    if (known && row.leaseOwner !== given.owner) return;
    const after = settleAttempt(row, given);
    row.attempts += 1;
    attempts.push({ deliveryId: row.id, n: row.attempts, owner: given.owner, ...attemptRow(given) });
    if (after.kind === 'unchanged') return;
    row.leaseOwner = null;
    if (after.kind === 'freed') {
      row.dueAt = row.claimableAt = Math.max(row.dueAt, after.notBefore ?? 0);
      row.notBefore = after.notBefore;
      return;
    }
    row.step += 1;
    if (after.kind === 'postponed') {
      row.dueAt = row.claimableAt = after.dueAt;
      row.notBefore = after.notBefore;
      return;
    }
    Object.assign(row, {
      state: after.state,
      reason: after.reason,
      settledAt: given.startedAt + given.durationMs,
    });
    const about = { deliveryId: row.id, key: row.key };
    if (after.state === 'entregada') {
      const result = given.outcome.kind === 'delivered' ? given.outcome.result : undefined;
      hooks.onDelivered?.({ ...about, result });
    } else hooks.onRejected?.({ ...about, reason: after.reason ?? '' });
  }

  function find(id: number) {
    const row = rows.find((other) => other.id === id);
    return row && toStored(row);
  }

  function attemptsOf(id: number) {
    return attempts
      .filter((attempt) => attempt.deliveryId === id)
      .map(({ deliveryId: _, owner: __, ...attempt }) => attempt);
  }

  return {
    enqueue(given) {
      if (rows.some((row) => row.target === given.target && row.key === given.key)) {
        throw new Error(`a delivery with key ${given.key} exists`);
      }
      rows.push(newRow(rows.length + 1, given, time.runningMs));
      return rows.length;
    },
    async claim({ owner, now, leaseMs, limit, target }) {
      const due = pending(target)
        .filter((row) => row.claimableAt <= now)
        .sort((a, b) => a.claimableAt - b.claimableAt || a.id - b.id)
        .slice(0, limit);
      for (const row of due) Object.assign(row, { leaseOwner: owner, claimableAt: now + leaseMs });
      return due.map(toDelivery);
    },
    async renew({ owner, until, ids }) {
      for (const row of held(owner, ids)) row.claimableAt = until;
    },
    async release({ owner, ids }) {
      for (const row of held(owner, ids)) Object.assign(row, { leaseOwner: null, claimableAt: row.dueAt });
    },
    async record(given) {
      record(given);
    },
    async nextDueAt(target) {
      const times = pending(target).map((row) => row.claimableAt);
      return times.length === 0 ? null : Math.min(...times);
    },
    async makeDueNow(target, now) {
      return pending({ only: target }).filter((row) => makeDueNow(row, now)).length;
    },
    async keepTime({ now, runningMs, leaseMs, longestWaitMs }) {
      const setBackMs = time.seenAt - now > 5_000 ? time.seenAt - now : 0;
      const latest = setBackMs > 0 ? now : now + longestWaitMs;
      Object.assign(time, { runningMs: Math.max(time.runningMs, runningMs), seenAt: now });
      const brought = pending().filter((row) => row.leaseOwner === null && row.claimableAt > latest);
      for (const row of brought) Object.assign(row, { dueAt: now, claimableAt: now, notBefore: undefined });
      for (const row of pending().filter(({ leaseOwner }) => leaseOwner !== null)) {
        row.claimableAt = Math.min(row.claimableAt, now + leaseMs);
        if (row.dueAt > latest) row.dueAt = now;
      }
      return { runningMs: time.runningMs, broughtForward: brought.length, setBackMs };
    },
    async retry(filter, now) {
      const chosen = rows.filter((row) => matchesRetry(row, filter, attemptsOf(row.id).at(-1)));
      for (const row of chosen) restart(row, now, time.runningMs);
      return chosen.length;
    },
    async matching(filter) {
      return rows.filter((row) => matchesRetry(row, filter, attemptsOf(row.id).at(-1))).length;
    },
    find: async (id) => find(id),
    async list({ state, limit, cursor, strangers }) {
      const found = rows
        .filter((row) => (state === undefined || row.state === state) && row.id < (cursor ?? Infinity))
        .filter((row) => !strangers || isStrangersWord(attemptsOf(row.id).at(-1) ?? {}, strangers))
        .sort((a, b) => b.id - a.id);
      const deliveries = found.slice(0, limit).map(toStored);
      return { deliveries, cursor: found.length > limit ? deliveries.at(-1)?.id : undefined };
    },
    attemptsOf: async (deliveryId) => attemptsOf(deliveryId),
    story: async (id) => {
      const delivery = find(id);
      return delivery && { delivery, attempts: attemptsOf(id) };
    },
    async counts() {
      const counts: DeliveryCounts = { pendiente: 0, entregada: 0, rechazada: 0, oldestPendingAt: null };
      for (const row of rows) counts[row.state] += 1;
      counts.oldestPendingAt = pending()[0]?.createdAt ?? null;
      return counts;
    },
  };
}

/** A delivery as the queue in memory holds it; `claimableAt` is when it is due, or when its lease ends. */
type MemoryRow = StoredDelivery & {
  claimableAt: number;
  leaseOwner: string | null;
  notBefore?: number;
};

function newRow(
  id: number,
  { target, key, payload, sender, trace, now, lease }: NewDelivery,
  startedRunningMs: number,
): MemoryRow {
  const message = {
    id,
    target,
    key,
    payload,
    sender,
    trace: { ...trace },
    attempts: 0,
    step: 0,
    startedRunningMs,
  };
  const times = { scheduleStartedAt: now, createdAt: now, dueAt: now, claimableAt: lease?.until ?? now };
  return { ...message, ...times, state: 'pendiente', leaseOwner: lease?.owner ?? null };
}

// A running attempt keeps its lease, so that the same delivery is not sent twice at once.
function restart(row: MemoryRow, now: number, startedRunningMs: number): void {
  const claimableAt = row.leaseOwner === null ? now : Math.max(now, row.claimableAt);
  Object.assign(row, { state: 'pendiente', step: 0, scheduleStartedAt: now, dueAt: now, claimableAt });
  Object.assign(row, { startedRunningMs, settledAt: undefined, reason: undefined });
}

/** Returns whether the row was waiting and is due earlier now. */
function makeDueNow(row: MemoryRow, now: number): boolean {
  const dueAt = Math.max(now, row.notBefore ?? 0);
  if (row.leaseOwner !== null || row.claimableAt <= dueAt) return false;
  row.dueAt = row.claimableAt = dueAt;
  return true;
}

function matchesTarget({ target }: MemoryRow, filter: TargetFilter | undefined): boolean {
  if (!filter) return true;
  return 'only' in filter ? target === filter.only : !filter.except.includes(target);
}

function matchesRetry(row: MemoryRow, filter: RetryFilter, last: Attempt | undefined): boolean {
  if ('ids' in filter) return filter.ids.includes(row.id);
  const { state, from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY, strangers } = filter;
  if (strangers && !isStrangersWord(last ?? {}, strangers)) return false;
  return row.state === state && row.createdAt >= from && row.createdAt <= to;
}

function toDelivery(row: MemoryRow): Delivery {
  const { id, target, key, payload, sender, trace, attempts, step } = row;
  const { scheduleStartedAt, startedRunningMs, createdAt } = row;
  const times = { scheduleStartedAt, startedRunningMs, createdAt };
  return { id, target, key, payload, sender, trace, attempts, step, ...times };
}

function toStored(row: MemoryRow): StoredDelivery {
  const { claimableAt: _, leaseOwner: __, notBefore: ___, ...stored } = row;
  return { ...stored };
}
