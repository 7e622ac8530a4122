import type { CircuitBreakers } from './circuit-breaker.ts';
import type { Clock, DeliveryQueue, Log } from './ports.ts';
import { isOwnWord, type Outcome } from './retry-policy.ts';
import type { WakeSignal } from './wake-signal.ts';

/** What a relay knows of a target from its attempts. Times are ms of the monotonic clock. */
type Standing = {
  /** Since when something has to be sent again; undefined while all is well. */
  doubtedAt: number | undefined;
  /** When nothing, or the word of somebody in between, last came back; undefined since it was heard of again. */
  unheardAt: number | undefined;
  /** When the waiting deliveries were last made due now. */
  madeDueAt: number;
  /** For how long after that they are not made due again. */
  pauseMs: number;
};

/** Nothing is known before the first success: deliveries may be waiting since before this process was started. */
export const untried: Standing = {
  ...{ doubtedAt: Number.NEGATIVE_INFINITY, unheardAt: Number.NEGATIVE_INFINITY },
  ...{ madeDueAt: Number.NEGATIVE_INFINITY, pauseMs: 0 },
};

const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 600_000;
// An attempt whose record is still being stored cannot be made due; and a question may have been answered before it failed.
const HEARD_AFTER_MS = 1_000;
const pingEveryMs = 2_000;

/**
 * Decides whether a target has just come back, so that everything that waits for it should go at once. The first delivery
 * that it takes after something had to be sent again is a recovery; the next ones are not, until something has to be sent
 * again.
 *
 * A delivery that is at fault itself, or a target that refuses every other one, looks like a recovery with each success.
 * When trouble returns right after everything was made due, the next time is put off, twice as long each time. A breaker
 * that closes was opened by nothing but failures: that is always a recovery.
 *
 * A target that keeps a promise in another conversation (`heard`) is back as well, where it was out of reach. Where it said
 * itself that it has no time, only a delivery shows that it has.
 * @param came `breakerClosed`: the breaker closed by this very outcome; `unheard`: it was not the target's own word
 */
export function nextRecovery(
  standing: Standing,
  came: { kind: Outcome['kind'] | 'heard'; breakerClosed: boolean; unheard?: boolean },
  now: number,
): { standing: Standing; recovered: boolean } {
  const { doubtedAt, unheardAt, madeDueAt, pauseMs } = standing;
  if (came.kind === 'retry') {
    const since = { doubtedAt: doubtedAt ?? now, unheardAt: came.unheard ? now : unheardAt };
    return { standing: { ...standing, ...since }, recovered: false };
  }
  const tooSoon = unheardAt === undefined || now - unheardAt < HEARD_AFTER_MS;
  if (came.kind === 'heard' && tooSoon) return { standing, recovered: false };
  // A rejection shows that the target answers, not that it would take what waits.
  const mayMakeDue = came.breakerClosed || now >= madeDueAt + pauseMs;
  if (came.kind === 'rejected' || doubtedAt === undefined || !mayMakeDue) {
    return { standing, recovered: false };
  }
  const wasInVain = !came.breakerClosed && doubtedAt - madeDueAt <= Math.max(pauseMs, FIRST_PAUSE_MS);
  const longer = Math.min(Math.max(pauseMs * 2, FIRST_PAUSE_MS), LONGEST_PAUSE_MS);
  const next = { doubtedAt: undefined, unheardAt: undefined, madeDueAt: now };
  return { standing: { ...next, pauseMs: wasInVain ? longer : 0 }, recovered: true };
}

/** Another conversation with a target: asks it for a sign that it is there. Says whether it gave one; may reject. */
export type Ping = { target: string; ask(signal: AbortSignal): Promise<boolean> };

export type Recovery = {
  /** The breakers that it reports to. */
  breakers: CircuitBreakers;
  /**
   * Pings the target when deliveries wait for it and it was not heard of, every other second at most. Returns at once. Without
   * this they would wait for the next one that is due, half a minute or an hour away.
   */
  look(): void;
  /**
   * Takes note of how an attempt ended, for the target's breaker too; true when the target has just come back. Then make
   * what waits for it due now, once the attempt is recorded.
   */
  report(target: string, outcome: Outcome, probe: boolean): boolean;
  /** Takes note that the target kept a promise in another conversation; what waits for it is due now if it was out of reach. */
  heard(target: string): void;
  /** Makes what waits for the target due now; never rejects. */
  makeDueNow(target: string): Promise<void>;
};

/** Notices when a target that was in trouble is back. */
export function createRecovery(deps: {
  queue: Pick<DeliveryQueue, 'makeDueNow' | 'nextDueAt'>;
  clock: Clock;
  log: Log;
  breakers: CircuitBreakers;
  wakeSignal: WakeSignal;
  ping?: Ping;
  /** Aborts when the relay ends. */
  stop: AbortSignal;
}): Recovery {
  const { queue, clock, log, breakers, wakeSignal, ping, stop } = deps;
  const standings = new Map<string, Standing>();
  let pingedAt = clock.monotonic();
  let pinging = false;

  function move(target: string, came: Parameters<typeof nextRecovery>[1], now: number): boolean {
    const { standing, recovered } = nextRecovery(standings.get(target) ?? untried, came, now);
    standings.set(target, standing);
    return recovered;
  }

  async function makeDueNow(target: string): Promise<void> {
    try {
      const deliveries = await queue.makeDueNow(target, clock.now());
      if (deliveries > 0) log.info({ target, deliveries }, 'target is back, waiting deliveries made due now');
    } catch (error) {
      // Nobody else will do it: the next success tries again.
      standings.delete(target);
      log.warn({ err: error, target }, 'waiting deliveries not made due now');
    }
  }

  function heard(target: string): void {
    const now = clock.monotonic();
    if (!move(target, { kind: 'heard', breakerClosed: false }, now)) return;
    breakers.hastenProbe(target, now);
    void makeDueNow(target).then(wakeSignal.notify);
  }

  async function pingOnce({ target, ask }: Ping): Promise<void> {
    if ((await queue.nextDueAt({ only: target })) === null) return;
    if (await ask(stop)) heard(target);
  }

  return {
    breakers,
    look() {
      if (!ping || pinging || clock.monotonic() - pingedAt < pingEveryMs) return;
      if ((standings.get(ping.target) ?? untried).unheardAt === undefined) return;
      pingedAt = clock.monotonic();
      pinging = true;
      pingOnce(ping)
        .catch((error) => log.debug({ err: error, target: ping.target }, 'ping failed'))
        .finally(() => {
          pinging = false;
        });
    },
    report(target, outcome, probe) {
      const now = clock.monotonic();
      const targetDown = outcome.kind === 'retry' && outcome.targetDown;
      const breakerMoved = breakers.report(target, { targetDown, probe }, now);
      if (breakerMoved) wakeSignal.notify();
      const breakerClosed = breakerMoved && !breakers.isBlocked(target);
      return move(target, { kind: outcome.kind, breakerClosed, unheard: !isOwnWord(outcome) }, now);
    },
    heard,
    makeDueNow,
  };
}
