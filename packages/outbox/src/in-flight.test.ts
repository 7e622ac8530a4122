import { createFakeClock, eventLoopTurn } from '@relevo/testkit/clock';
import { expect, it } from 'vitest';
import { breakerDefaults, createCircuitBreakers } from './circuit-breaker.ts';
import type { Delivery } from './delivery.ts';
import { createInFlight } from './in-flight.ts';
import type { Recovery } from './recovery.ts';
import type { Slots } from './slots.ts';
import { delivered, newDelivery, recordOf } from './testing/records.ts';

it('keeps none of 10 000 callers that waited: for a record, for as long as they would, or until they left', async () => {
  const clock = createFakeClock({ settle: eventLoopTurn });
  const nothing = () => {};
  const nothingLater = async () => {};
  const inFlight = createInFlight(
    {
      queue: { record: nothingLater, renew: nothingLater, release: nothingLater },
      clock,
      log: { debug: nothing, info: nothing, warn: nothing, error: nothing },
      attempt: async ({ id }) => recordOf(id, delivered()),
      breakers: createCircuitBreakers(breakerDefaults),
      recovery: { report: () => false } as Partial<Recovery> as Recovery,
      slots: { release: nothing } as Partial<Slots> as Slots,
      shutdown: { draining: new AbortController().signal, stop: new AbortController().signal },
    },
    { owner: 'a', concurrency: 50, leaseMs: 5_000, pollMs: 1_000 },
  );
  let told = 0;
  for (let id = 0; id < 10_000; id += 100) {
    const left = new AbortController();
    const waits = Array.from({ length: 100 }, (_, nth) =>
      inFlight.nextRecord(id + nth, 1_000, nth % 2 === 0 ? left.signal : undefined),
    );
    expect(inFlight.waiting()).toBe(100);
    for (let nth = 0; nth < 100; nth += 4) {
      const counters = { attempts: 0, step: 0, createdAt: 0, scheduleStartedAt: 0, startedRunningMs: 0 };
      const delivery = { ...newDelivery(), ...counters, id: id + nth, trace: {} } as Delivery;
      inFlight.start(delivery, { until: clock.monotonic() + 5_000, probe: false });
    }
    await clock.advance(500);
    left.abort();
    await clock.advance(500);
    told += (await Promise.all(waits)).filter((record) => record !== undefined).length;
  }
  expect([told, inFlight.waiting(), inFlight.count()]).toEqual([2_500, 0, 0]);
});
