import type { Breakers } from './circuit-breaker.ts';
import type { Clock } from './clock.ts';
import type { Flights } from './in-flight.ts';
import type { Delivery, DeliveryQueue, TargetFilter } from './ports.ts';
import type { Slots } from './slots.ts';

export type TakeDue = () => Promise<number>;

/**
 * Makes one turn of the loop: claims what is due, up to the free slots, and sets it going.
 * @returns a function whose result is how long to wait before the next turn, ms, unless called earlier
 */
export function createTakeDue(deps: {
  queue: DeliveryQueue;
  owner: string;
  clock: Clock;
  leaseMs: number;
  pollMs: number;
  slots: Slots;
  /** Free slots below which nothing is claimed: a claim costs a commit. Births must leave as many free. */
  worthAClaim: number;
  breakers: Breakers;
  flights: Flights;
  closing: () => boolean;
}): TakeDue {
  const { queue, owner, clock, leaseMs, pollMs, slots, worthAClaim, breakers, flights } = deps;

  /** Claims and starts; the result is when this filter wants to be looked at again, epoch ms. */
  async function take(target: TargetFilter, limit: number, probe: boolean): Promise<number> {
    // A look costs no write, a claim does.
    const dueAt = await queue.nextDueAt(target);
    const now = clock.now();
    if (dueAt === null || deps.closing()) return Number.POSITIVE_INFINITY;
    if (dueAt > now) return dueAt;
    slots.take(limit);
    let started = 0;
    try {
      const claimed = await queue.claim({ owner, now, leaseMs, limit, target });
      const unwanted = claimed.filter((delivery) => deps.closing() || (!probe && isBlocked(delivery)));
      if (unwanted.length > 0) await queue.release({ owner, ids: unwanted.map(({ id }) => id) });
      for (const delivery of claimed) {
        // One of ours whose lease ran out while its record waits for the storage.
        if (unwanted.includes(delivery) || flights.has(delivery.id)) continue;
        flights.run(delivery, { until: now + leaseMs, probe });
        started += 1;
      }
    } finally {
      slots.leave(limit - started);
    }
    // Due, yet nothing came of it: another process was faster. Looking again at once would spin.
    return started > 0 ? now : now + pollMs;
  }
  // The breaker may have opened while the claim was on its way.
  const isBlocked = (delivery: Delivery) => breakers.isBlocked(delivery.target);

  return async () => {
    const wantedAt: number[] = [];
    // Without a free slot, or too few, only a landing helps, and that rings.
    for (const only of breakers.readyToProbe(clock.now())) {
      if (slots.free() > 0) wantedAt.push(await take({ only }, 1, true));
    }
    const free = slots.free();
    if (free >= worthAClaim) wantedAt.push(await take({ except: breakers.blocked() }, free, false));
    wantedAt.push(breakers.nextProbeAt(clock.now()));
    return Math.min(pollMs, Math.max(0, Math.min(...wantedAt) - clock.now()));
  };
}
