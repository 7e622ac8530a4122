/** What one attempt came to. `result` is JSON that the app's hook gets in the same transaction. */
export type Outcome =
  | { kind: 'delivered'; status?: number; detail?: string; result?: unknown }
  | {
      kind: 'retry';
      status?: number;
      detail: string;
      /** At least this long before the next attempt. */
      retryAfterMs?: number;
      /** Go to the tail of the schedule at once (a refused key). */
      slow?: boolean;
      /** Counts against the target in the circuit breaker. */
      targetDown: boolean;
    }
  | {
      kind: 'rejected';
      status?: number;
      detail: string;
      /** Part of ordinary business: nobody has to look. */
      expected?: boolean;
    };

export type NextAttempt =
  | { kind: 'delivered' }
  | { kind: 'again'; at: number }
  | { kind: 'rejected'; reason: string };

const HOUR_MS = 3_600_000;

/** The waits: exact quick ones (the first is the attempt at once), then a jittered tail, its last repeated. */
export const schedule = {
  quickMs: [0, 1_000, 2_000, 4_000],
  tailMs: [30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000, HOUR_MS],
  jitter: 0.2,
  giveUpAfterMs: 72 * HOUR_MS,
};

const RETRY_AFTER_CAP_MS = HOUR_MS;

/**
 * Decides what follows an attempt that has just ended.
 * @param input `step` is the number of attempts made in this schedule, this one included; times are epoch ms;
 *   `random` returns a number in [0, 1).
 */
export function nextAttempt(input: {
  outcome: Outcome;
  step: number;
  scheduleStartedAt: number;
  now: number;
  random: () => number;
}): NextAttempt {
  const { outcome, step, scheduleStartedAt, now, random } = input;
  if (outcome.kind === 'delivered') return { kind: 'delivered' };
  if (outcome.kind === 'rejected') return { kind: 'rejected', reason: outcome.detail };
  if (now - scheduleStartedAt > schedule.giveUpAfterMs) {
    return { kind: 'rejected', reason: `sin entregar en 72 horas; último intento: ${outcome.detail}` };
  }
  const minimumMs = askedWaitMs(outcome) ?? 0;
  return { kind: 'again', at: now + Math.max(waitMs(step, outcome.slow ?? false, random), minimumMs) };
}

/** How long the target itself asked to be left alone, an hour at most, in ms; undefined when it did not ask. */
export function askedWaitMs(outcome: Outcome): number | undefined {
  if (outcome.kind !== 'retry' || outcome.retryAfterMs === undefined) return undefined;
  return Math.min(outcome.retryAfterMs, RETRY_AFTER_CAP_MS);
}

function waitMs(step: number, slow: boolean, random: () => number): number {
  const quick = slow ? undefined : schedule.quickMs[step];
  if (quick !== undefined) return quick;
  const place = Math.max(0, step - schedule.quickMs.length);
  const tail = schedule.tailMs[place] ?? schedule.tailMs.at(-1) ?? HOUR_MS;
  return Math.round(tail * (1 + schedule.jitter * (2 * random() - 1)));
}
