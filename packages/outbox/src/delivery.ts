import { askedWaitMs, type NextAttempt, type Outcome } from './retry-policy.ts';

/** `pendiente` until it was delivered or rejected: then it is settled. */
export type DeliveryState = 'pendiente' | 'entregada' | 'rechazada';
export type AttemptResult = 'entregada' | 'reintento' | 'rechazada';
export type Trace = { requestId?: string; traceparent?: string };

/** A message that is to reach its target once. Times are epoch ms. */
export type Delivery = {
  id: number;
  target: string;
  /** Idempotency key: the same for every attempt of this delivery. */
  key: string;
  /** Sent as it is; the outbox does not look into it. */
  payload: string;
  /** On whose behalf it is sent, for whoever sends it; the same for every attempt. */
  sender?: string;
  trace: Trace;
  /** Attempts ever made. */
  attempts: number;
  /** Attempts made in the running schedule. */
  step: number;
  scheduleStartedAt: number;
  /** For how long relays had run when the schedule began, ms (`RelayTime`); undefined for one that was just stored. */
  startedRunningMs?: number;
  createdAt: number;
};

export type NewDelivery = {
  target: string;
  key: string;
  payload: string;
  sender?: string;
  trace?: Trace;
  now: number;
  /** Claimed as it is stored, for an immediate attempt by the same process. */
  lease?: { owner: string; until: number };
};

/** A delivery and its state. */
export type StoredDelivery = Delivery & {
  state: DeliveryState;
  /** When the next attempt is due; of no meaning once settled. */
  dueAt: number;
  settledAt?: number;
  /** Why it was rejected. */
  reason?: string;
};

/** One attempt as it is stored, with what follows from it. */
export type AttemptRecord = {
  deliveryId: number;
  owner: string;
  /** Identifies the schedule that `next` follows: another may have begun while the attempt was under way (`retry`). */
  scheduleStartedAt: number;
  startedAt: number;
  durationMs: number;
  outcome: Outcome;
  next: NextAttempt;
};

/** An attempt as it reads in the history; `n` counts from 1, `detail` has at most 500 characters. */
export type Attempt = {
  n: number;
  startedAt: number;
  durationMs: number;
  result: AttemptResult;
  status?: number;
  detail?: string;
};

export type DeliveryStory = { delivery: StoredDelivery; attempts: Attempt[] };

export type AfterAttempt =
  | { kind: 'unchanged' }
  /** The lease is gone and a new schedule goes on, not before the moment that the target has asked for. */
  | { kind: 'freed'; notBefore?: number }
  /** `notBefore`: what the target asked for, kept apart from the schedule because only the schedule may be cut short. */
  | { kind: 'postponed'; dueAt: number; notBefore?: number }
  | { kind: 'settled'; state: 'entregada' | 'rechazada'; reason?: string };

/** Decides how a recorded attempt changes its delivery, whose state may have changed since the attempt began. */
export function settleAttempt(
  delivery: { state: DeliveryState; leaseOwner: string | null; scheduleStartedAt: number },
  record: AttemptRecord,
): AfterAttempt {
  // Delivered stays delivered, whoever did it and however late.
  if (delivery.state === 'entregada') return { kind: 'unchanged' };
  if (record.next.kind === 'delivered') return { kind: 'settled', state: 'entregada' };
  if (delivery.leaseOwner !== record.owner) return { kind: 'unchanged' };
  // Somebody has asked to send it again since: a long wait or a refusal from before must not undo that.
  if (delivery.scheduleStartedAt !== record.scheduleStartedAt) {
    return { kind: 'freed', notBefore: notBeforeOf(record) };
  }
  if (record.next.kind === 'again') {
    return { kind: 'postponed', dueAt: record.next.at, notBefore: notBeforeOf(record) };
  }
  return { kind: 'settled', state: 'rechazada', reason: capped(record.next.reason) };
}

function notBeforeOf({ outcome, startedAt, durationMs }: AttemptRecord): number | undefined {
  const askedMs = askedWaitMs(outcome);
  return askedMs === undefined ? undefined : startedAt + durationMs + askedMs;
}

/** Returns an attempt as it reads in the history, without its number. */
export function attemptRow(record: AttemptRecord): Omit<Attempt, 'n'> {
  const { outcome, next, startedAt, durationMs } = record;
  const detail = next.kind === 'rejected' ? next.reason : outcome.detail;
  const result = { delivered: 'entregada', again: 'reintento', rejected: 'rechazada' } as const;
  return {
    startedAt,
    durationMs,
    result: result[next.kind],
    status: outcome.status,
    detail: detail === undefined ? undefined : capped(detail),
  };
}

const LONGEST_DETAIL = 500;

function capped(text: string): string {
  return text.length > LONGEST_DETAIL ? `${text.slice(0, LONGEST_DETAIL - 1)}…` : text;
}
