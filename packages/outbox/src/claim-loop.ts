import type { Delivery } from './delivery.ts';
import type { InFlight, Shutdown } from './in-flight.ts';
import type { DeliveryQueue, Log, TargetFilter } from './ports.ts';
import type { Recovery } from './recovery.ts';
import type { RelayTime } from './relay-time.ts';
import type { Slots } from './slots.ts';
import type { WakeSignal } from './wake-signal.ts';

/**
 * Claims due deliveries, as many as there are free slots, and starts them, until the relay shuts down. Between two rounds
 * it sleeps until something is due, `pollMs` at most, or until the wake signal.
 * @returns resolves when the loop has ended; never rejects
 */
export async function runClaimLoop(
  deps: {
    queue: Pick<DeliveryQueue, 'nextDueAt' | 'claim' | 'release'>;
    time: RelayTime;
    log: Log;
    recovery: Recovery;
    slots: Slots;
    inFlight: InFlight;
    wakeSignal: WakeSignal;
    shutdown: Shutdown;
  },
  { owner, leaseMs, pollMs }: { owner: string; leaseMs: number; pollMs: number },
): Promise<void> {
  const { queue, time, log, recovery, slots, inFlight, wakeSignal } = deps;
  const { breakers } = recovery;
  const { draining } = deps.shutdown;

  while (!draining.aborted) {
    const waitMs = await claimRound().catch((error: unknown) => {
      log.error({ err: error }, 'queue unavailable');
      return pollMs;
    });
    if (waitMs > 0 && !draining.aborted) await wakeSignal.wait(waitMs);
  }

  /** Probes the targets that may be probed, claims from the others; returns how long to wait before the next round, ms. */
  async function claimRound(): Promise<number> {
    await time.look();
    recovery.look();
    const waitsMs: number[] = [];
    // When there is no room only a delivery that ends can help, and that notifies.
    for (const only of breakers.readyToProbe(time.monotonic())) {
      if (slots.free() > 0) waitsMs.push(await claim({ only }, 1, true));
    }
    const limit = slots.claimable();
    if (limit > 0) waitsMs.push(await claim({ except: breakers.blocked() }, limit, false));
    const monotonic = time.monotonic();
    waitsMs.push(breakers.nextProbeAt(monotonic) - monotonic);
    return Math.min(pollMs, Math.max(0, Math.min(...waitsMs)));
  }

  /** Claims and starts; returns in how many ms to look at this filter again. */
  async function claim(target: TargetFilter, limit: number, probe: boolean): Promise<number> {
    // A look costs no write, a claim does.
    const dueAt = await queue.nextDueAt(target);
    const now = time.now();
    if (dueAt === null || draining.aborted) return Number.POSITIVE_INFINITY;
    if (dueAt > now) return dueAt - now;
    const heldUntil = time.monotonic() + leaseMs;
    slots.take(limit);
    let started = 0;
    try {
      const claimed = await queue.claim({ owner, now, leaseMs, limit, target });
      // The breaker may have opened while the claim was on its way.
      const isUnwanted = (delivery: Delivery) =>
        draining.aborted || (!probe && breakers.isBlocked(delivery.target));
      const unwanted = claimed.filter(isUnwanted);
      if (unwanted.length > 0) await queue.release({ owner, ids: unwanted.map(({ id }) => id) });
      for (const delivery of claimed) {
        // One of ours may be claimed again when its lease ran out while its record waits for the storage.
        if (unwanted.includes(delivery) || inFlight.has(delivery.id)) continue;
        inFlight.start(delivery, { until: heldUntil, probe });
        started += 1;
      }
    } finally {
      slots.giveBack(limit - started);
    }
    // Due, yet nothing was started: another process was faster. Looking again at once would spin.
    return started > 0 ? 0 : pollMs;
  }
}
