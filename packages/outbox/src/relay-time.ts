import type { Clock, DeliveryQueue, Log } from './ports.ts';
import { longestWaitMs } from './retry-policy.ts';

// The machine's clock may be wrong and may be set while the relay runs: a board without a battery starts days off, a network
// corrects it. Within the process all waits go by the monotonic clock. What is stored goes by the machine's clock, which
// processes and restarts share: here it is put right again where that clock was set back.

/** How far the machine's clock is from the monotonic one, as last compared. Times are of the monotonic clock, ms. */
export type ClockOffset = { offsetMs: number; at: number; jumpedAt: number };

// A step of less is no trouble to a delivery. A clock that runs slow drifts by a little more than a network may slew it
// (500 ppm): that adds up to a jump every now and then, half a minute apart at least.
const smallestJumpMs = 2_000;
const largeJumpMs = 60_000;
const betweenSmallJumpsMs = 30_000;
const slewing = 0.001;

/**
 * Compares the two clocks with the last time.
 * @param offset undefined the first time
 * @returns `jumpMs`: how far the machine's clock was set ahead since then, negative where it was set back; 0 for no jump
 */
export function compareClocks(
  offset: ClockOffset | undefined,
  { wall, monotonic }: { wall: number; monotonic: number },
): { offset: ClockOffset; jumpMs: number } {
  const offsetMs = wall - monotonic;
  if (!offset) return { offset: { offsetMs, at: monotonic, jumpedAt: Number.NEGATIVE_INFINITY }, jumpMs: 0 };
  const driftMs = offsetMs - offset.offsetMs;
  const sinceJumpMs = monotonic - offset.jumpedAt;
  const isJump =
    Math.abs(driftMs) >= largeJumpMs ||
    (Math.abs(driftMs) >= smallestJumpMs && sinceJumpMs >= betweenSmallJumpsMs);
  if (isJump) return { offset: { offsetMs, at: monotonic, jumpedAt: monotonic }, jumpMs: driftMs };
  const mostMs = slewing * (monotonic - offset.at);
  const followedMs = Math.min(mostMs, Math.max(-mostMs, driftMs));
  return { offset: { ...offset, offsetMs: offset.offsetMs + followedMs, at: monotonic }, jumpMs: 0 };
}

/** The clocks of a relay. */
export type RelayTime = Clock & {
  /** For how long relays have run while something waited, ms. Counts no jump of a clock and no hour switched off. */
  runningMs(): number;
  /**
   * Compares the clocks, and puts right what is stored; at most once a second. Never rejects: it must not stop deliveries. When
   * the storage is unavailable the next look makes up for it.
   */
  look(): Promise<void>;
  /** How often the machine's clock was set while this relay ran, or before it started. */
  jumps(): { ahead: number; back: number };
};

const lookEveryMs = 1_000;
const keepEveryMs = 60_000;

/** @param options.leaseMs how long a lease lasts */
export function createRelayTime(
  { queue, clock, log }: { queue: Pick<DeliveryQueue, 'nextDueAt' | 'keepTime'>; clock: Clock; log: Log },
  { leaseMs }: { leaseMs: number },
): RelayTime {
  const jumps = { ahead: 0, back: 0 };
  let offset: ClockOffset | undefined;
  let running = 0;
  let waits = false;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let keptAt = Number.NEGATIVE_INFINITY;
  /** When to make all that waits due now, by the monotonic clock. */
  let bringForwardAt: number[] = [];

  const sinceLook = () => (waits ? clock.monotonic() - lookedAt : 0);

  function noteJump(jumpMs: number): void {
    jumps[jumpMs > 0 ? 'ahead' : 'back'] += 1;
    log.warn({ jumpMs: Math.round(jumpMs) }, 'the clock of this machine was set');
  }

  function compare(monotonic: number): void {
    const compared = compareClocks(offset, { wall: clock.now(), monotonic });
    offset = compared.offset;
    if (compared.jumpMs === 0) return;
    noteJump(compared.jumpMs);
    // A second time, for the attempts that had ended by the old time and were still being stored.
    if (compared.jumpMs < 0) bringForwardAt = [monotonic, monotonic + leaseMs];
  }

  async function keep(all: boolean, monotonic: number): Promise<void> {
    const kept = await queue.keepTime({
      now: Math.round(clock.now()),
      runningMs: Math.round(running),
      leaseMs,
      longestWaitMs: all ? 0 : longestWaitMs,
    });
    keptAt = monotonic;
    running = Math.max(running, kept.runningMs);
    if (!all && kept.setBackMs > 0) noteJump(-kept.setBackMs);
    const { broughtForward } = kept;
    if (broughtForward > 0) log.warn({ deliveries: broughtForward }, 'due now, for the clock was set back');
  }

  return {
    ...clock,
    runningMs: () => running + sinceLook(),
    async look() {
      const monotonic = clock.monotonic();
      if (monotonic - lookedAt < lookEveryMs) return;
      running += sinceLook();
      lookedAt = monotonic;
      compare(monotonic);
      try {
        waits = (await queue.nextDueAt()) !== null;
        const all = bringForwardAt.some((at) => at <= monotonic);
        if (waits && (all || monotonic - keptAt >= keepEveryMs)) await keep(all, monotonic);
        bringForwardAt = bringForwardAt.filter((at) => at > monotonic);
      } catch (error) {
        log.warn({ err: error }, 'time not kept');
      }
    },
    jumps: () => ({ ...jumps }),
  };
}
