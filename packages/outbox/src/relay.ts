import { randomUUID } from 'node:crypto';
import { createAttempt, type Deliver } from './attempt.ts';
import {
  type BreakerOptions,
  type BreakerState,
  breakerDefaults,
  createCircuitBreakers,
} from './circuit-breaker.ts';
import { runClaimLoop } from './claim-loop.ts';
import type { AttemptRecord, Delivery } from './delivery.ts';
import { createInFlight } from './in-flight.ts';
import type { Clock, DeliveryQueue, Log } from './ports.ts';
import { createRecovery, type Ping } from './recovery.ts';
import { createRelayTime } from './relay-time.ts';
import { createSlots, type InitialLease } from './slots.ts';
import { createWakeSignal } from './wake-signal.ts';

export type RelayOptions = {
  /** Attempts at once. */
  concurrency: number;
  /** How soon another process takes over from a dead one, ms. */
  leaseMs?: number;
  /** How often to look at the queue when nothing wakes the relay, ms. */
  pollMs?: number;
  /** How long attempts under way may go on after dispose, ms. */
  graceMs?: number;
  /** Hard limit for one attempt, ms, above the limit that `deliver` keeps itself. */
  attemptLimitMs?: number;
  breaker?: Partial<BreakerOptions>;
};

export type RelayStats = {
  /** Deliveries in flight: waiting for their turn, being attempted or being recorded. */
  inFlight: number;
  /** Slots reserved for deliveries that are being stored. */
  reserved: number;
  free: number;
  /** Callers of `deliver` that wait for a first attempt. */
  waiting: number;
  /** Only targets that have given trouble are listed. */
  breaker: Record<string, BreakerState>;
  /** How often the machine's clock was found to have been set. */
  clockJumps: { ahead: number; back: number };
};

export type NewWork<S> = {
  target: string;
  /**
   * Stores the delivery, under the lease if there is one: then it is claimed as it is stored, and its first attempt needs
   * no second transaction. Returns without `delivery` when there was nothing new to store.
   */
  store: (lease: InitialLease | undefined) => Promise<S>;
  /** How long to wait for the first attempt once it is stored, ms. */
  waitMs: number;
  /** Ends the wait. */
  signal?: AbortSignal;
};

export type Relay = AsyncDisposable & {
  readonly owner: string;
  /**
   * Stores a delivery, attempts it at once and waits a moment for the result.
   *
   * When few slots are free, or the breaker of the target is not closed, or the relay is shutting down, the delivery is
   * stored without a lease and waits for the loop.
   * @returns what `store` returned, as soon as it is stored. `result` resolves with the first recorded attempt, or undefined
   * after `waitMs`, on abort, on shutdown, or when nothing new was stored. It never rejects.
   * @throws what `store` throws; nothing is attempted then
   */
  deliver<S extends { delivery?: Delivery }>(
    work: NewWork<S>,
  ): Promise<{ stored: S; result: Promise<AttemptRecord | undefined> }>;
  /**
   * Wakes the loop because something is due, for this target if one is named. Only a hint: the loop also polls. While the
   * target's breaker is not closed it wakes for a probe only, because to look through all that waits at each new order
   * would hold up the rest.
   */
  wake(target?: string): void;
  /** The target has kept a promise in another conversation: if it was out of reach, what waits for it is due now. */
  heard(target: string): void;
  stats(): RelayStats;
};

/**
 * Starts the relay: it takes due deliveries off the queue, sends each through `deliver` and records what came of it.
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
    /** How to find out that a target is there again, where nobody calls `heard`. */
    ping?: Ping;
  },
  options: RelayOptions,
): Relay {
  const { queue, deliver, clock, random, log, owner = randomUUID(), ping } = deps;
  const { concurrency, leaseMs = 5_000, pollMs = 1_000, graceMs = 5_000, attemptLimitMs = 60_000 } = options;
  const [draining, stop] = [new AbortController(), new AbortController()];
  const shutdown = { draining: draining.signal, stop: stop.signal };
  const time = createRelayTime({ queue, clock, log }, { leaseMs });
  const wakeSignal = createWakeSignal(clock);
  const breakers = createCircuitBreakers({ ...breakerDefaults, ...options.breaker });
  const recovery = createRecovery({ queue, clock, log, breakers, wakeSignal, ping, stop: stop.signal });
  // More are held than are attempted at once: while some are being claimed or recorded, others are being sent.
  const slots = createSlots({ clock, wakeSignal }, { total: concurrency * 4, keptForDue: concurrency });
  const attempt = createAttempt({
    deliver,
    time,
    random,
    log,
    owner,
    limitMs: attemptLimitMs,
    stop: stop.signal,
  });
  const inFlight = createInFlight(
    { queue, clock, log, attempt, breakers, recovery, slots, shutdown },
    { owner, concurrency, leaseMs, pollMs },
  );
  const looping = runClaimLoop(
    { queue, time, log, recovery, slots, inFlight, wakeSignal, shutdown },
    { owner, leaseMs, pollMs },
  );
  let closing: Promise<void> | undefined;

  function reserveSlot(target: string): InitialLease | undefined {
    if (draining.signal.aborted || breakers.isBlocked(target)) return undefined;
    return slots.reserve(owner, leaseMs);
  }

  /** Attempts a delivery just stored under this lease, unless too much has changed while it was being stored. */
  function start(delivery: Delivery, lease: InitialLease): void {
    const { id, target } = delivery;
    const hasSlot = slots.takeReserved(lease);
    const fit = !draining.signal.aborted && !breakers.isBlocked(target) && !inFlight.has(id);
    if (hasSlot && fit) {
      inFlight.start(delivery, { until: lease.endsAt, probe: false });
      return;
    }
    if (hasSlot) slots.release();
    if (!inFlight.has(id)) void handBack([id]).then(wakeSignal.notify);
  }

  function wake(target?: string): void {
    const blocked = target !== undefined && breakers.isBlocked(target);
    if (!blocked || breakers.readyToProbe(clock.monotonic()).includes(target)) wakeSignal.notify();
  }

  async function close(): Promise<void> {
    draining.abort();
    wakeSignal.notify();
    await looping;
    await Promise.race([inFlight.idle(), clock.sleep(graceMs, stop.signal).catch(() => undefined)]);
    stop.abort();
    await inFlight.idle();
    inFlight.endWaits();
    await handBack();
  }

  // If it cannot be handed back the lease runs out by itself.
  async function handBack(ids?: number[]): Promise<void> {
    await queue.release({ owner, ids }).catch((error) => log.warn({ err: error }, 'leases not released'));
  }

  return {
    owner,
    async deliver({ target, store, waitMs, signal }) {
      using lease = reserveSlot(target);
      const stored = await store(lease);
      const { delivery } = stored;
      if (!delivery) return { stored, result: Promise.resolve(undefined) };
      // Before it is started: its record must not come before somebody waits for it.
      const result = inFlight.nextRecord(delivery.id, waitMs, signal);
      if (lease) start(delivery, lease);
      else wake(target);
      return { stored, result };
    },
    wake,
    heard: recovery.heard,
    stats: () => ({
      inFlight: inFlight.count(),
      reserved: slots.reserved(),
      free: slots.free(),
      waiting: inFlight.waiting(),
      breaker: breakers.states(),
      clockJumps: time.jumps(),
    }),
    [Symbol.asyncDispose]() {
      closing ??= close();
      return closing;
    },
  };
}
