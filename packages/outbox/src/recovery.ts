import type { Clock } from './clock.ts';
import type { DeliveryQueue, Log } from './ports.ts';
import type { Outcome } from './retry-policy.ts';

/** What a relay has seen of a target, told by what its attempts came to. Times are epoch ms. */
type Standing = {
  /** Since when something has to be sent again; undefined while all is well. */
  doubtedAt: number | undefined;
  /** When what waited was last made due. */
  hastenedAt: number;
  /** For how long after that it is not done again. */
  pauseMs: number;
};

/** Before the first success nothing is known: deliveries may be waiting since before this process was started. */
export const untried: Standing = { doubtedAt: 0, hastenedAt: Number.NEGATIVE_INFINITY, pauseMs: 0 };

const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 600_000;

/**
 * Decides whether a target has just come back, so that what waits for it should go at once: the first delivery it
 * takes after something had to be sent again says so, and none after that until something has to be again.
 *
 * A delivery at fault itself, or a target that refuses every other one, looks like a recovery with each success.
 * When doubt returns right after everything was hastened, the next time is put off, twice as long each time; but
 * a breaker that closes was opened by nothing but failures: that is always a recovery.
 * @param came `breakerClosed`: it closed by this very outcome
 */
export function judgeRecovery(
  standing: Standing,
  came: { kind: Outcome['kind']; breakerClosed: boolean },
  now: number,
): { standing: Standing; recovered: boolean } {
  const { doubtedAt, hastenedAt, pauseMs } = standing;
  if (came.kind === 'retry') {
    return { standing: { ...standing, doubtedAt: doubtedAt ?? now }, recovered: false };
  }
  // A rejection shows that somebody answers, not that what waits would be taken: it may be a host's own 404.
  const mayHasten = came.breakerClosed || now >= hastenedAt + pauseMs;
  if (came.kind === 'rejected' || doubtedAt === undefined || !mayHasten) {
    return { standing, recovered: false };
  }
  const wasInVain = !came.breakerClosed && doubtedAt - hastenedAt <= Math.max(pauseMs, FIRST_PAUSE_MS);
  const longer = Math.min(Math.max(pauseMs * 2, FIRST_PAUSE_MS), LONGEST_PAUSE_MS);
  const next = { doubtedAt: undefined, hastenedAt: now, pauseMs: wasInVain ? longer : 0 };
  return { standing: next, recovered: true };
}

export type Recoveries = {
  /** Takes note of what an attempt came to; true when the target has come back by it: then hasten. */
  report(target: string, came: { kind: Outcome['kind']; breakerClosed: boolean }): boolean;
  /** Makes what waits for the target due now; never rejects. */
  hasten(target: string): Promise<void>;
};

/** Sees targets come back. */
export function createRecoveries(deps: {
  queue: Pick<DeliveryQueue, 'hasten'>;
  clock: Clock;
  log: Log;
}): Recoveries {
  const { queue, clock, log } = deps;
  const standings = new Map<string, Standing>();

  return {
    report(target, came) {
      const { standing, recovered } = judgeRecovery(standings.get(target) ?? untried, came, clock.now());
      standings.set(target, standing);
      return recovered;
    },
    async hasten(target) {
      try {
        const hastened = await queue.hasten(target, clock.now());
        if (hastened > 0) log.info({ target, hastened }, 'target is back, deliveries hastened');
      } catch (error) {
        // Nobody else will do it: the next success tries again.
        standings.delete(target);
        log.warn({ err: error, target }, 'deliveries not hastened');
      }
    },
  };
}
