import type { NextAttempt, Outcome } from './retry-policy.ts';

export type DeliveryState = 'pendiente' | 'entregada' | 'rechazada';
export type AttemptResult = 'entregada' | 'reintento' | 'rechazada';
export type Trace = { requestId?: string; traceparent?: string };

/** A message on its way. Times are epoch ms. */
export type Delivery = {
  id: number;
  target: string;
  /** Idempotency key: one per delivery, for ever. */
  key: string;
  /** Opaque to the outbox. */
  payload: string;
  trace: Trace;
  /** Attempts ever made. */
  attempts: number;
  /** Attempts made in the running schedule. */
  step: number;
  scheduleStartedAt: number;
};

export type NewDelivery = {
  target: string;
  key: string;
  payload: string;
  trace?: Trace;
  now: number;
  /** Claimed at birth, for an immediate attempt by the process that stores it. */
  lease?: { owner: string; until: number };
};

/** A delivery with where it stands. */
export type StoredDelivery = Delivery & {
  state: DeliveryState;
  createdAt: number;
  /** When the next attempt is due; of no meaning once settled. */
  dueAt: number;
  settledAt?: number;
  /** Why it was rejected. */
  reason?: string;
};

export type AttemptRecord = {
  deliveryId: number;
  owner: string;
  /** Of the schedule that `next` follows: it may have been begun again while the attempt was under way. */
  scheduleStartedAt: number;
  startedAt: number;
  durationMs: number;
  outcome: Outcome;
  next: NextAttempt;
};

/** A recorded attempt; `n` counts from 1, `detail` has at most 500 characters. */
export type Attempt = {
  n: number;
  startedAt: number;
  durationMs: number;
  result: AttemptResult;
  status?: number;
  detail?: string;
};

type DeliveryStory = { delivery: StoredDelivery; attempts: Attempt[] };

export type TargetFilter = { only: string } | { except: string[] };

/** Which deliveries to send again: by id, or by state and when they were created (epoch ms, both inclusive). */
export type RetryFilter = { ids: number[] } | { state: DeliveryState; from?: number; to?: number };

export type ListFilter = {
  state?: DeliveryState;
  limit: number;
  /** Deliveries older than this id. */
  cursor?: number;
};

export type DeliveryCounts = Record<DeliveryState, number> & { oldestPendingAt: number | null };

/**
 * Where deliveries wait. Several processes may share one: leases keep them apart. Every method rejects when the
 * storage is unavailable, and then has changed nothing that matters: all of them can be called again.
 */
export type DeliveryQueue = {
  /** Takes deliveries that are due and held by nobody (or by a lease run out), oldest first, under a lease. */
  claim(input: {
    owner: string;
    now: number;
    leaseMs: number;
    limit: number;
    target?: TargetFilter;
  }): Promise<Delivery[]>;
  /** Moves the end of this owner's leases; of all of them when no ids are given. */
  renew(input: { owner: string; until: number; ids?: number[] }): Promise<void>;
  /** Hands this owner's deliveries back without an attempt; all of them when no ids are given. */
  release(input: { owner: string; ids?: number[] }): Promise<void>;
  /**
   * Stores the attempt and what follows from it in one transaction. Recording the same attempt again changes
   * nothing. From an owner that has lost its lease the attempt is kept, but only a delivery moves the state; the same
   * holds for one of a schedule that was begun again meanwhile (`retry`): what is next follows the new one.
   */
  record(record: AttemptRecord): Promise<void>;
  /** The earliest time at which a pending delivery can be claimed, or null when none is pending. */
  nextDueAt(target?: TargetFilter): Promise<number | null>;
  /**
   * Makes due now what waits for a target that is back, its schedule otherwise as it was; returns how many. What is
   * leased is left alone, and nothing becomes due before the moment that the target itself asked for (Retry-After).
   */
  hasten(target: string, now: number): Promise<number>;
  /** Makes deliveries pending and due now, their schedule begun again under the same key; returns how many. */
  retry(filter: RetryFilter, now: number): Promise<number>;
  /** How many deliveries `retry` would touch. */
  matching(filter: RetryFilter): Promise<number>;
  find(id: number): Promise<StoredDelivery | undefined>;
  /** Newest first; `cursor` is there when there are more. */
  list(filter: ListFilter): Promise<{ deliveries: StoredDelivery[]; cursor?: number }>;
  attemptsOf(deliveryId: number): Promise<Attempt[]>;
  /** A delivery and its attempts as they stood at one moment: neither can be ahead of the other. */
  story(id: number): Promise<DeliveryStory | undefined>;
  counts(): Promise<DeliveryCounts>;
};

type Write = (fields: Record<string, unknown>, message: string) => void;

/** The part of a pino logger that the relay writes to. */
export type Log = { debug: Write; info: Write; warn: Write; error: Write };
