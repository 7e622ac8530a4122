import type {
  Attempt,
  AttemptRecord,
  Delivery,
  DeliveryState,
  DeliveryStory,
  StoredDelivery,
} from './delivery.ts';
import type { StrangersWord } from './retry-policy.ts';

/**
 * Port: time. `now` is the machine's clock, epoch ms, which may be set; `monotonic` is ms since some moment, never set.
 * `sleep` rejects when its signal aborts.
 */
export type Clock = {
  now(): number;
  monotonic(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
};

export type TargetFilter = { only: string } | { except: string[] };

/**
 * Which deliveries to send again: by id, or by state, when they were created (epoch ms, both inclusive) and, with `strangers`,
 * only those whose last attempt was answered by somebody in between (`isStrangersWord`).
 */
export type RetryFilter =
  | { ids: number[] }
  | { state: DeliveryState; from?: number; to?: number; strangers?: StrangersWord };

export type ListFilter = {
  state?: DeliveryState;
  limit: number;
  /** Deliveries older than this id. */
  cursor?: number;
  /** Only those whose last attempt was answered by somebody in between. */
  strangers?: StrangersWord;
};

export type KeptTime = { runningMs: number; broughtForward: number; setBackMs: number };

export type DeliveryCounts = Record<DeliveryState, number> & { oldestPendingAt: number | null };

/**
 * Port: the durable queue of deliveries. Several processes may share one; leases keep them apart. Every method rejects when
 * the storage is unavailable, and can then be called again.
 */
export type DeliveryQueue = {
  /** Leases deliveries that are due and not leased (or whose lease has run out), oldest first. */
  claim(input: {
    owner: string;
    now: number;
    leaseMs: number;
    limit: number;
    target?: TargetFilter;
  }): Promise<Delivery[]>;
  /** Moves the end of this owner's leases, of all of them when no ids are given. */
  renew(input: { owner: string; until: number; ids?: number[] }): Promise<void>;
  /** Returns this owner's deliveries without an attempt, all of them when no ids are given. */
  release(input: { owner: string; ids?: number[] }): Promise<void>;
  /**
   * Stores the attempt and what follows from it in one transaction; recording the same attempt again changes nothing.
   * From an owner that has lost its lease the attempt is kept, but only a success changes the state. The same holds when
   * `retry` has begun a new schedule meanwhile: then the new schedule says what is next.
   */
  record(record: AttemptRecord): Promise<void>;
  /** The earliest time at which a pending delivery can be claimed, or null when none is pending. */
  nextDueAt(target?: TargetFilter): Promise<number | null>;
  /**
   * Makes due now what waits for a target that is back, without beginning its schedule again; returns how many. What is
   * leased is left alone, and nothing becomes due before the moment that the target itself asked for (Retry-After).
   */
  makeDueNow(target: string, now: number): Promise<number>;
  /**
   * Stores what time it is, and makes due now what waits for longer than anything may, because the clock was ahead when that
   * was stored: longer than `longestWaitMs`; everything where the clock is behind the time stored last. Whatever the target
   * asked for then says nothing any more. What is leased stays so, for `leaseMs` at most.
   * @param input.runningMs for how long this process knows relays to have run; the most that is known is kept
   * @returns `setBackMs`: how far the clock is behind the time stored last, 0 where it is not
   */
  keepTime(input: {
    now: number;
    runningMs: number;
    leaseMs: number;
    longestWaitMs: number;
  }): Promise<KeptTime>;
  /** Makes deliveries pending and due now, and begins their schedule again under the same key; returns how many. */
  retry(filter: RetryFilter, now: number): Promise<number>;
  /** How many deliveries `retry` would touch. */
  matching(filter: RetryFilter): Promise<number>;
  find(id: number): Promise<StoredDelivery | undefined>;
  /** Newest first; `cursor` is there when there are more. */
  list(filter: ListFilter): Promise<{ deliveries: StoredDelivery[]; cursor?: number }>;
  attemptsOf(deliveryId: number): Promise<Attempt[]>;
  /** Reads a delivery and its attempts in one transaction: neither can be ahead of the other. */
  story(id: number): Promise<DeliveryStory | undefined>;
  counts(): Promise<DeliveryCounts>;
};

type Write = (fields: Record<string, unknown>, message: string) => void;

/** Port: the part of a pino logger that the relay writes to. */
export type Log = { debug: Write; info: Write; warn: Write; error: Write };
