import { attempt, type Deliver, logRecorded } from './attempt.ts';
import type { Breakers } from './circuit-breaker.ts';
import { type Clock, calledOff } from './clock.ts';
import type { AttemptRecord, Delivery, DeliveryQueue, Log } from './ports.ts';
import type { Recoveries } from './recovery.ts';
import { nextAttempt, type Outcome } from './retry-policy.ts';
import type { Turnstile } from './slots.ts';
import { createBag } from './unordered-set.ts';

type Flight = {
  delivery: Delivery;
  leasedUntil: number;
  probe: boolean;
  recording: boolean;
  /** Ends its attempt. */
  cut: AbortController;
};

export type Flights = {
  /** Attempts a delivery that this owner holds and that is not under way, as soon as its turn comes. */
  run(delivery: Delivery, lease: { until: number; probe: boolean }): void;
  has(deliveryId: number): boolean;
  count(): number;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
};

/** The deliveries under way: each waits for its turn, is attempted, recorded and told of, under a lease kept alive. */
export function createFlights(deps: {
  queue: DeliveryQueue;
  deliver: Deliver;
  clock: Clock;
  random: () => number;
  log: Log;
  owner: string;
  leaseMs: number;
  pollMs: number;
  attemptLimitMs: number;
  stop: AbortSignal;
  closing: () => boolean;
  turnstile: Turnstile;
  breakers: Breakers;
  recoveries: Recoveries;
  onBreakerMoved: () => void;
  onRecorded: (record: AttemptRecord) => void;
  onLanded: () => void;
}): Flights {
  const { queue, clock, log, owner, leaseMs, stop, turnstile, breakers, recoveries } = deps;
  const flights = createBag<Flight>();
  let renewing = false;
  let onIdle: (() => void)[] = [];

  const onStop = () => {
    for (const { cut } of flights.values()) cut.abort(calledOff);
  };
  stop.addEventListener('abort', onStop, { once: true });

  async function fly(flight: Flight): Promise<void> {
    const { delivery, probe, cut } = flight;
    const leave = await turnstile.enter();
    try {
      // While it waited for its turn much may have happened; a lease that ran out may be another's by now.
      const unwanted = deps.closing() || (!probe && breakers.isBlocked(delivery.target));
      if (unwanted || clock.now() >= flight.leasedUntil) return await handBack(flight);
      const startedAt = clock.now();
      const outcome = await attempt({ ...deps, limitMs: deps.attemptLimitMs, cut }, delivery);
      if (!outcome) return await handBack(flight);
      const now = clock.now();
      const isBack = judge(flight, outcome, now);
      // The next may go while this one is being recorded; but not on the heels of one that found nobody there.
      if (outcome.kind !== 'retry') leave();
      await record(flight, toRecord(delivery, outcome, startedAt, now));
      // After the record: whoever waits for this result must not wait for what waited for it.
      if (isBack) await recoveries.hasten(delivery.target);
    } finally {
      leave();
    }
  }

  /** Not attempted, or cut off: nothing is known of it. What the relay still holds when it closes it hands back itself. */
  async function handBack({ delivery, probe }: Flight): Promise<void> {
    if (probe) breakers.abandonProbe(delivery.target, clock.now());
    if (!deps.closing()) await queue.release({ owner, ids: [delivery.id] });
  }

  /** What the outcome says of the target; true when it has just come back. */
  function judge({ delivery: { target }, probe }: Flight, outcome: Outcome, now: number): boolean {
    const targetDown = outcome.kind === 'retry' && outcome.targetDown;
    const moved = breakers.report(target, { targetDown, probe }, now);
    if (moved) deps.onBreakerMoved();
    return recoveries.report(target, {
      kind: outcome.kind,
      breakerClosed: moved && !breakers.isBlocked(target),
    });
  }

  function toRecord(delivery: Delivery, outcome: Outcome, startedAt: number, now: number): AttemptRecord {
    const { id: deliveryId, scheduleStartedAt } = delivery;
    const step = delivery.step + 1;
    const next = nextAttempt({ outcome, step, scheduleStartedAt, now, random: deps.random });
    return { deliveryId, owner, scheduleStartedAt, startedAt, durationMs: now - startedAt, outcome, next };
  }

  // What came back is worth more than another attempt: keep trying to store it for as long as the lease holds.
  async function record(flight: Flight, given: AttemptRecord): Promise<void> {
    flight.recording = true;
    for (;;) {
      try {
        await queue.record(given);
        logRecorded(log, flight.delivery, given);
        return deps.onRecorded(given);
      } catch (error) {
        const lost = stop.aborted || clock.now() + deps.pollMs >= flight.leasedUntil;
        const fields = { err: error, deliveryId: given.deliveryId };
        if (lost) return log.error(fields, 'attempt not recorded, it will be made again');
        log.warn(fields, 'attempt not recorded yet');
      }
      await clock.sleep(deps.pollMs, stop).catch(() => undefined);
    }
  }

  // Only what is still being sent is renewed: a record that cannot be stored must not hold its slot for ever.
  async function renewLeases(): Promise<void> {
    renewing = true;
    while (flights.size() > 0) {
      await clock.sleep(leaseMs / 3, stop).catch(() => undefined);
      if (stop.aborted) break;
      const sending = [...flights.values()].filter(({ recording }) => !recording);
      const until = clock.now() + leaseMs;
      try {
        const ids = sending.map((flight) => flight.delivery.id);
        if (ids.length > 0) await queue.renew({ owner, until, ids });
        for (const flight of sending) flight.leasedUntil = until;
      } catch (error) {
        log.warn({ err: error }, 'leases not renewed');
      }
    }
    renewing = false;
  }

  return {
    run(delivery, { until, probe }) {
      const flight = { delivery, leasedUntil: until, probe, recording: false, cut: new AbortController() };
      flights.add(flight);
      if (probe) breakers.beginProbe(delivery.target, clock.now());
      void fly(flight)
        .catch((err: unknown) => log.error({ err, deliveryId: delivery.id }, 'attempt broke down'))
        .finally(() => {
          flights.remove(flight);
          deps.onLanded();
          if (flights.size() > 0) return;
          for (const resolve of onIdle) resolve();
          onIdle = [];
        });
      if (!renewing) void renewLeases();
    },
    has: (deliveryId) => flights.values().some(({ delivery }) => delivery.id === deliveryId),
    count: flights.size,
    idle: () => (flights.size() === 0 ? Promise.resolve() : new Promise((resolve) => onIdle.push(resolve))),
  };
}

type FirstRecords = {
  tell(record: AttemptRecord): void;
  /** The next recorded attempt of a delivery, or undefined after `waitMs` or when the signal aborts. */
  wait(deliveryId: number, waitMs: number, signal?: AbortSignal): Promise<AttemptRecord | undefined>;
  /** No record will come any more: everybody who waits, now or later, gets undefined at once. */
  giveUp(): void;
};

/** Lets a checkout wait a moment for the first result. */
export function createFirstRecords(clock: Clock): FirstRecords {
  const waiters = createBag<{ deliveryId: number; resolve: (record: AttemptRecord | undefined) => void }>();
  let over = false;

  return {
    tell(record) {
      for (const { deliveryId, resolve } of waiters.values())
        if (deliveryId === record.deliveryId) resolve(record);
    },
    async wait(deliveryId, waitMs, signal) {
      if (over || signal?.aborted) return undefined;
      const enough = new AbortController();
      signal?.addEventListener('abort', () => enough.abort(calledOff), { once: true, signal: enough.signal });
      const { promise, resolve } = Promise.withResolvers<AttemptRecord | undefined>();
      const waiter = { deliveryId, resolve };
      waiters.add(waiter);
      try {
        return await Promise.race([promise, clock.sleep(waitMs, enough.signal).then(nothing, nothing)]);
      } finally {
        enough.abort(calledOff);
        waiters.remove(waiter);
      }
    },
    giveUp() {
      over = true;
      for (const { resolve } of waiters.values()) resolve(undefined);
    },
  };
}

const nothing = () => undefined;
