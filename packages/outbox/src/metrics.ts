import { Counter, Gauge, type Registry } from 'prom-client';
import type { DeliveryQueue } from './ports.ts';
import type { Relay } from './relay.ts';

/** Adds what an operator watches: deliveries by state, age of the oldest pending one, deliveries in flight, open breakers. */
export function addRelayMetrics(
  { registry }: { registry: Registry },
  { queue, relay, clock }: { queue: DeliveryQueue; relay: Relay; clock: { now(): number } },
): void {
  const registers = [registry];
  new Gauge({
    name: 'relevo_deliveries',
    help: 'Deliveries by state',
    labelNames: ['estado'],
    registers,
    async collect() {
      const { oldestPendingAt: _oldest, ...counts } = await queue.counts();
      for (const [estado, count] of Object.entries(counts)) this.set({ estado }, count);
    },
  });
  new Gauge({
    name: 'relevo_delivery_oldest_pending_seconds',
    help: 'Age of the oldest pending delivery, in seconds; 0 when none is pending; below 0 when the clock was set back since',
    registers,
    async collect() {
      const { oldestPendingAt } = await queue.counts();
      this.set(oldestPendingAt === null ? 0 : (clock.now() - oldestPendingAt) / 1_000);
    },
  });
  new Gauge({
    name: 'relevo_relay_attempts_in_flight',
    help: 'Deliveries under way: waiting for their turn, being attempted or recorded',
    registers,
    collect() {
      this.set(relay.stats().inFlight);
    },
  });
  new Counter({
    name: 'relevo_clock_jumps_total',
    help: 'How often the clock of the machine was found set ahead or back by 2 s or more, since the start',
    labelNames: ['direction'],
    registers,
    collect() {
      this.reset();
      for (const [direction, count] of Object.entries(relay.stats().clockJumps))
        this.inc({ direction }, count);
    },
  });
  new Gauge({
    name: 'relevo_relay_breaker_open',
    help: '1 while the circuit breaker of a target is not closed',
    labelNames: ['target'],
    registers,
    collect() {
      // A breaker that is closed again is no longer listed.
      this.reset();
      for (const [target, state] of Object.entries(relay.stats().breaker)) {
        this.set({ target }, state.kind === 'closed' ? 0 : 1);
      }
    },
  });
}
