import { logAttempt, type MakeAttempt } from './attempt.ts';
import type { CircuitBreakers } from './circuit-breaker.ts';
import type { AttemptRecord, Delivery } from './delivery.ts';
import type { Clock, DeliveryQueue, Log } from './ports.ts';
import type { Recovery } from './recovery.ts';
import { createSemaphore, type Slots } from './slots.ts';
import { createUnorderedSet } from './unordered-set.ts';
import { noLongerNeeded } from './wake-signal.ts';

/** How a relay ends: first nothing new is started (`draining`), after a grace what is under way is cut off (`stop`). */
export type Shutdown = { draining: AbortSignal; stop: AbortSignal };

type HeldDelivery = {
  delivery: Delivery;
  /** By the monotonic clock, ms. */
  leasedUntil: number;
  probe: boolean;
  recording: boolean;
  /** Ends its attempt. */
  cut: AbortController;
};

export type InFlight = {
  /**
   * Attempts a delivery that this owner holds, in a slot taken for it, as soon as the concurrency limit allows.
   * @param lease.until by the monotonic clock, ms
   */
  start(delivery: Delivery, lease: { until: number; probe: boolean }): void;
  has(deliveryId: number): boolean;
  count(): number;
  /** Resolves when nothing is in flight. */
  idle(): Promise<void>;
  /** Waits for the next recorded attempt of a delivery; undefined after `waitMs` or when the signal aborts. */
  nextRecord(deliveryId: number, waitMs: number, signal?: AbortSignal): Promise<AttemptRecord | undefined>;
  /** How many wait for a record. */
  waiting(): number;
  /** Gives undefined to everybody who waits for a record, now or later: none will come any more. */
  endWaits(): void;
};

/**
 * Holds the deliveries in flight. Each waits for its turn, is attempted and recorded, under a lease that is renewed until
 * then, and gives its slot back at the end.
 */
export function createInFlight(
  deps: {
    queue: Pick<DeliveryQueue, 'record' | 'renew' | 'release'>;
    clock: Clock;
    log: Log;
    attempt: MakeAttempt;
    breakers: CircuitBreakers;
    recovery: Recovery;
    slots: Slots;
    shutdown: Shutdown;
  },
  options: { owner: string; concurrency: number; leaseMs: number; pollMs: number },
): InFlight {
  const { queue, clock, log, attempt, breakers, recovery, slots, shutdown } = deps;
  const { owner, leaseMs, pollMs } = options;
  const { draining, stop } = shutdown;
  const held = createUnorderedSet<HeldDelivery>();
  const semaphore = createSemaphore(options.concurrency);
  const waits = createRecordWaits(clock);
  let renewing = false;
  let onIdle: (() => void)[] = [];

  const onStop = () => {
    for (const { cut } of held.values()) cut.abort(noLongerNeeded);
  };
  stop.addEventListener('abort', onStop, { once: true });

  async function attemptDelivery(item: HeldDelivery): Promise<void> {
    const { delivery, probe, cut } = item;
    const leave = await semaphore.enter();
    try {
      // Much may have happened while it waited for its turn; if its lease ran out, another process may have it by now.
      const unwanted = draining.aborted || (!probe && breakers.isBlocked(delivery.target));
      if (unwanted || clock.monotonic() >= item.leasedUntil) return await handBack(item);
      const made = await attempt(delivery, cut);
      if (!made) return await handBack(item);
      const isBack = recovery.report(delivery.target, made.outcome, probe);
      // The next may start while this one is recorded, but not right behind one that found the target down.
      if (made.outcome.kind !== 'retry') leave();
      await record(item, made);
      // After the record: whoever waits for this result must not wait for the deliveries that waited for the target.
      if (isBack) await recovery.makeDueNow(delivery.target);
    } finally {
      leave();
    }
  }

  /** Returns a delivery that was not attempted, or cut off. On shutdown the relay releases all that it holds at once. */
  async function handBack({ delivery, probe }: HeldDelivery): Promise<void> {
    if (probe) breakers.abandonProbe(delivery.target, clock.monotonic());
    if (!draining.aborted) await queue.release({ owner, ids: [delivery.id] });
  }

  // The result is worth more than another attempt: keep trying to store it for as long as the lease holds.
  async function record(item: HeldDelivery, made: AttemptRecord): Promise<void> {
    item.recording = true;
    for (;;) {
      try {
        await queue.record(made);
        logAttempt(log, item.delivery, made);
        return waits.tell(made);
      } catch (error) {
        const lost = stop.aborted || clock.monotonic() + pollMs >= item.leasedUntil;
        const fields = { err: error, deliveryId: made.deliveryId };
        if (lost) return log.error(fields, 'attempt not recorded, it will be made again');
        log.warn(fields, 'attempt not recorded yet');
      }
      await clock.sleep(pollMs, stop).catch(() => undefined);
    }
  }

  // Only what is still being sent is renewed: a record that cannot be stored must not hold its slot for ever.
  async function renewLeases(): Promise<void> {
    renewing = true;
    while (held.size() > 0) {
      await clock.sleep(Math.floor(leaseMs / 3), stop).catch(() => undefined);
      if (stop.aborted) break;
      const sending = [...held.values()].filter(({ recording }) => !recording);
      const leasedUntil = clock.monotonic() + leaseMs;
      try {
        const ids = sending.map((item) => item.delivery.id);
        if (ids.length > 0) await queue.renew({ owner, until: clock.now() + leaseMs, ids });
        for (const item of sending) item.leasedUntil = leasedUntil;
      } catch (error) {
        log.warn({ err: error }, 'leases not renewed');
      }
    }
    renewing = false;
  }

  function onSettled(item: HeldDelivery): void {
    held.remove(item);
    slots.release();
    if (held.size() > 0) return;
    for (const resolve of onIdle) resolve();
    onIdle = [];
  }

  return {
    start(delivery, { until, probe }) {
      const item = { delivery, leasedUntil: until, probe, recording: false, cut: new AbortController() };
      held.add(item);
      if (probe) breakers.beginProbe(delivery.target, clock.monotonic());
      void attemptDelivery(item)
        .catch((err: unknown) => log.error({ err, deliveryId: delivery.id }, 'attempt broke down'))
        .finally(() => onSettled(item));
      if (!renewing) void renewLeases();
    },
    has: (deliveryId) => held.values().some(({ delivery }) => delivery.id === deliveryId),
    count: held.size,
    idle: () => (held.size() === 0 ? Promise.resolve() : new Promise((resolve) => onIdle.push(resolve))),
    nextRecord: waits.wait,
    waiting: waits.size,
    endWaits: waits.end,
  };
}

/** Lets callers wait for the next record of a delivery. */
function createRecordWaits(clock: Clock) {
  const waiters = createUnorderedSet<{
    deliveryId: number;
    resolve: (record: AttemptRecord | undefined) => void;
  }>();
  let over = false;

  return {
    tell(record: AttemptRecord): void {
      for (const { deliveryId, resolve } of waiters.values())
        if (deliveryId === record.deliveryId) resolve(record);
    },
    async wait(deliveryId: number, waitMs: number, signal?: AbortSignal): Promise<AttemptRecord | undefined> {
      if (over || signal?.aborted) return undefined;
      const enough = new AbortController();
      signal?.addEventListener('abort', () => enough.abort(noLongerNeeded), {
        once: true,
        signal: enough.signal,
      });
      const { promise, resolve } = Promise.withResolvers<AttemptRecord | undefined>();
      const waiter = { deliveryId, resolve };
      waiters.add(waiter);
      try {
        return await Promise.race([promise, clock.sleep(waitMs, enough.signal).then(nothing, nothing)]);
      } finally {
        enough.abort(noLongerNeeded);
        waiters.remove(waiter);
      }
    },
    size: waiters.size,
    end(): void {
      over = true;
      for (const { resolve } of waiters.values()) resolve(undefined);
    },
  };
}

const nothing = () => undefined;
