import { randomUUID } from 'node:crypto';
import type { Deliver } from './attempt.ts';
import {
  type BreakerOptions,
  type BreakerState,
  breakerDefaults,
  createBreakers,
} from './circuit-breaker.ts';
import { createTakeDue } from './claim-loop.ts';
import { type Clock, createDoorbell } from './clock.ts';
import { createFirstRecords, createFlights } from './in-flight.ts';
import type { AttemptRecord, Delivery, DeliveryQueue, Log } from './ports.ts';
import { createRecoveries } from './recovery.ts';
import { type BirthLease, createSlots, createTurnstile } from './slots.ts';

export type RelayOptions = {
  /** Attempts at once. */
  concurrency: number;
  /** How soon another process takes over from a dead one. */
  leaseMs?: number;
  /** How often the queue is looked at when nobody calls. */
  pollMs?: number;
  /** How long attempts under way may go on after dispose. */
  graceMs?: number;
  /** Hard limit for one attempt, above whatever limit `deliver` keeps itself. */
  attemptLimitMs?: number;
  breaker?: Partial<BreakerOptions>;
};

export type RelayStats = {
  /** Deliveries under way: waiting for their turn, being attempted or being recorded. */
  inFlight: number;
  /** Slots kept for deliveries that are being stored. */
  reserved: number;
  free: number;
  /** Only targets that have given trouble are listed. */
  breaker: Record<string, BreakerState>;
};

export type Relay = AsyncDisposable & {
  readonly owner: string;
  /**
   * Keeps a slot and gives the lease to store a delivery under. Undefined when there are few free slots, the breaker of
   * the target (without one: any breaker) is not closed, or the relay is closing: store without a lease, then `wake`.
   */
  leaseAtBirth(target?: string): BirthLease | undefined;
  /** Attempts a delivery just stored under a lease from `leaseAtBirth`, in the slot kept for it. */
  start(delivery: Delivery, lease?: BirthLease): void;
  /**
   * A hint that something is due, for this target if one is named; the poll is the truth. While the target's breaker is
   * not closed only a probe may go: to look for others among all that waits for it, once an order, would hold up the rest.
   */
  wake(target?: string): void;
  /** The first attempt of this delivery to be recorded from now on, or undefined after `waitMs`. */
  settled(
    deliveryId: number,
    waitMs: number,
    signal?: AbortSignal,
  ): Promise<{ record: AttemptRecord } | undefined>;
  stats(): RelayStats;
};

/**
 * Starts the loop that takes due deliveries off the queue, sends each through `deliver` and records what came of it.
 * Disposing it stops claiming, lets attempts finish for a grace, aborts the rest and hands them back.
 */
export function createRelay(
  deps: {
    queue: DeliveryQueue;
    deliver: Deliver;
    clock: Clock;
    /** A number in [0, 1). */
    random: () => number;
    log: Log;
    owner?: string;
  },
  options: RelayOptions,
): Relay {
  const { queue, clock, log, owner = randomUUID() } = deps;
  const { concurrency, leaseMs = 5_000, pollMs = 1_000, graceMs = 5_000, attemptLimitMs = 60_000 } = options;
  const stop = new AbortController();
  const bell = createDoorbell(clock);
  const firstRecords = createFirstRecords(clock);
  const breakers = createBreakers({ ...breakerDefaults, ...options.breaker });
  const recoveries = createRecoveries({ queue, clock, log });
  // More are held than are attempted at once: while some are claimed or recorded, others are on their way.
  const slots = createSlots({ places: concurrency * 4, now: clock.now, onCancel: bell.ring });
  const turnstile = createTurnstile(concurrency);
  const closed = () => closing !== undefined;
  const shared = { ...deps, owner, leaseMs, pollMs, attemptLimitMs, breakers, slots, stop: stop.signal };
  const flights = createFlights({
    ...shared,
    closing: closed,
    turnstile,
    recoveries,
    onBreakerMoved: bell.ring,
    onRecorded: firstRecords.tell,
    onLanded: leaveSlot,
  });
  const takeDue = createTakeDue({ ...shared, flights, worthAClaim: concurrency, closing: closed });
  let closing: Promise<void> | undefined;
  const looping = loop();

  async function loop(): Promise<void> {
    while (!closing) {
      const waitMs = await takeDue().catch((error: unknown) => {
        log.error({ err: error }, 'queue unavailable');
        return pollMs;
      });
      if (waitMs > 0 && !closing) await bell.wait(waitMs);
    }
  }

  function leaveSlot(): void {
    slots.leave(1);
    bell.ring();
  }

  async function close(): Promise<void> {
    bell.ring();
    await looping;
    await Promise.race([flights.idle(), clock.sleep(graceMs, stop.signal).catch(() => undefined)]);
    stop.abort();
    await flights.idle();
    firstRecords.giveUp();
    await handBack();
  }

  // If it cannot be handed back the lease runs out by itself.
  async function handBack(ids?: number[]): Promise<void> {
    await queue.release({ owner, ids }).catch((error) => log.warn({ err: error }, 'leases not released'));
  }

  return {
    owner,
    leaseAtBirth(target) {
      const blocked = target === undefined ? breakers.blocked().length > 0 : breakers.isBlocked(target);
      // The last places are for what is due already: in a rush of new orders an old one would never have its turn.
      const room = slots.free() > concurrency;
      return closing || blocked || !room ? undefined : slots.reserve(owner, clock.now() + leaseMs);
    },
    start(delivery, lease) {
      const kept = slots.takeReserved(lease);
      const fit = kept && !closing && !breakers.isBlocked(delivery.target) && !flights.has(delivery.id);
      if (fit) return flights.run(delivery, { until: kept.until, probe: false });
      if (kept) leaveSlot();
      if (!flights.has(delivery.id)) void handBack([delivery.id]).then(bell.ring);
    },
    wake(target) {
      const blocked = target !== undefined && breakers.isBlocked(target);
      if (!blocked || breakers.readyToProbe(clock.now()).includes(target)) bell.ring();
    },
    async settled(deliveryId, waitMs, signal) {
      const record = await firstRecords.wait(deliveryId, waitMs, signal);
      return record && { record };
    },
    stats: () => ({
      inFlight: flights.count(),
      reserved: slots.reserved(),
      free: slots.free(),
      breaker: breakers.states(),
    }),
    [Symbol.asyncDispose]() {
      closing ??= close();
      return closing;
    },
  };
}
