import type { Attempt, AttemptRecord, DeliveryState } from './ports.ts';
import { askedWaitMs } from './retry-policy.ts';

export type AfterAttempt =
  | { kind: 'unchanged' }
  /** It goes on by a schedule of its own, not before the moment that the target has asked for. */
  | { kind: 'freed'; notBefore?: number }
  /** `notBefore`: what the target asked for, kept apart from the schedule because only the schedule may be cut short. */
  | { kind: 'postponed'; dueAt: number; notBefore?: number }
  | { kind: 'settled'; state: 'entregada' | 'rechazada'; reason?: string };

/** Decides what a recorded attempt does to its delivery as it now stands. */
export function settleAttempt(
  delivery: { state: DeliveryState; leaseOwner: string | null; scheduleStartedAt: number },
  record: AttemptRecord,
): AfterAttempt {
  // Delivered is delivered, whoever did it and however late; nothing turns it back.
  if (delivery.state === 'entregada') return { kind: 'unchanged' };
  if (record.next.kind === 'delivered') return { kind: 'settled', state: 'entregada' };
  if (delivery.leaseOwner !== record.owner) return { kind: 'unchanged' };
  // Somebody has asked for it to be sent again since: neither a long wait nor a refusal of before may undo that.
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

/** The row that tells of an attempt, all but its number. */
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
