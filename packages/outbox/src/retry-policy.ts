// When is a delivery tried again? `classifyReply` says what an answer means, `nextAttempt` when the next attempt is due, and
// `parseRetryAfter` reads what the target itself asks for. The SDK for checkouts repeats by the same list (`isRetryable`).
// Imports nothing: the SDK, which has no use for a database, loads this file of the outbox and no other.

/** How an attempt ended. `result` is JSON that the app's hook gets in the same transaction. */
export type Outcome =
  | { kind: 'delivered'; status?: number; detail?: string; result?: unknown }
  | {
      kind: 'retry';
      status?: number;
      detail: string;
      /** The target asks for at least so long before the next attempt. */
      retryAfterMs?: number;
      /** Skips the quick waits of the schedule (a refused key). */
      slow?: boolean;
      /** Counts against the target in the circuit breaker. */
      targetDown: boolean;
    }
  | {
      kind: 'rejected';
      status?: number;
      detail: string;
      /** Normal in daily business: nobody has to look. */
      expected?: boolean;
    };

export type NextAttempt =
  | { kind: 'delivered' }
  | { kind: 'again'; at: number }
  | { kind: 'rejected'; reason: string };

/**
 * What came back over HTTP. `promised`: the body of a 2xx is the JSON that the contract promises; `detail`: what the other
 * side said in words; `failure`: no complete answer, with the code of the error (`ECONNRESET`, …).
 */
export type Reply =
  | {
      kind: 'reply';
      status: number;
      retryAfter?: string;
      promised: boolean;
      detail?: string;
      result?: unknown;
    }
  | { kind: 'failure'; code: string; message: string };

type Answer = Extract<Reply, { kind: 'reply' }>;

// Answers of a target that is up: "not now", and "not with this key".
const BUSY = new Set([408, 425, 429]);
const REFUSED_KEY = new Set([401, 403]);

/**
 * Decides what an answer means for a delivery: delivered, try again, or rejected for good.
 * @param now epoch ms, from which a Retry-After date is measured
 */
export function classifyReply(reply: Reply, now: number): Outcome {
  if (reply.kind === 'failure') {
    return { kind: 'retry', detail: `sin respuesta (${reply.code}): ${reply.message}`, targetDown: true };
  }
  const { status } = reply;
  if (status >= 200 && status < 300) return classifySuccess(reply);
  if (BUSY.has(status)) return tryAgain(reply, now, { targetDown: false });
  if (REFUSED_KEY.has(status)) return tryAgain(reply, now, { targetDown: false, slow: true });
  if (status >= 400 && status < 500) return { kind: 'rejected', status, detail: inWords(reply) };
  return tryAgain(reply, now, { targetDown: true });
}

/**
 * Says whether the same request may succeed a moment later, for a caller who cannot wait longer than that: after no answer,
 * "not now", a server error, or an answer of something in between. A refused key takes a person, and whoever aborted does
 * not want to try again.
 */
export function isRetryable(reply: Reply): boolean {
  if (reply.kind === 'failure' ? reply.code === 'ABORTED' : reply.promised) return false;
  const outcome = classifyReply(reply, 0);
  return outcome.kind === 'retry' && !outcome.slow;
}

function classifySuccess(reply: Answer): Outcome {
  const { status, detail, result } = reply;
  if (reply.promised) return { kind: 'delivered', status, detail, result };
  // A captive portal or a proxy's welcome page: the order is not on the other side.
  const words = `respondió ${status} con algo que no es la respuesta acordada`;
  return { kind: 'retry', status, detail: detail ? `${words}: ${detail}` : words, targetDown: true };
}

function tryAgain(reply: Answer, now: number, rest: { targetDown: boolean; slow?: boolean }): Outcome {
  const retryAfterMs = parseRetryAfter(reply.retryAfter, now);
  return { kind: 'retry', status: reply.status, detail: inWords(reply), retryAfterMs, ...rest };
}

function inWords({ status, detail }: Answer): string {
  return detail ? `respondió ${status}: ${detail}` : `respondió ${status}`;
}

const HOUR_MS = 3_600_000;

/** The waits before each attempt: exact quick ones (0: at once), then a tail with jitter, whose last wait repeats. */
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

/** Returns how long the target itself asked to wait, in ms, an hour at most; undefined when it did not ask. */
export function askedWaitMs(outcome: Outcome): number | undefined {
  if (outcome.kind !== 'retry' || outcome.retryAfterMs === undefined) return undefined;
  return Math.min(outcome.retryAfterMs, RETRY_AFTER_CAP_MS);
}

function waitMs(step: number, slow: boolean, random: () => number): number {
  const quick = slow ? undefined : schedule.quickMs[step];
  if (quick !== undefined) return quick;
  const index = Math.max(0, step - schedule.quickMs.length);
  const tail = schedule.tailMs[index] ?? schedule.tailMs.at(-1) ?? HOUR_MS;
  return Math.round(tail * (1 + schedule.jitter * (2 * random() - 1)));
}

const IMF_FIXDATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;
const RFC_850 = /^[A-Z][a-z]+day, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2} GMT$/;
const ASCTIME = /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/;

/**
 * Reads a Retry-After header: seconds or an HTTP date.
 * Source: RFC 9110 §10.2.3 and §5.6.7 (the two obsolete date forms must be understood too).
 * @param now epoch ms, from which a date is measured
 * @returns ms to wait, or undefined for nonsense, a negative number or a moment already gone
 */
export function parseRetryAfter(value: string | undefined, now: number): number | undefined {
  const text = value?.trim() ?? '';
  if (/^\d+$/.test(text)) return Number(text) * 1_000;
  const waitMs = parseHttpDate(text) - now;
  return waitMs > 0 ? waitMs : undefined;
}

// Date.parse alone would take "-5" and "1.5" for dates.
function parseHttpDate(text: string): number {
  if (IMF_FIXDATE.test(text) || RFC_850.test(text)) return Date.parse(text);
  return ASCTIME.test(text) ? Date.parse(`${text} GMT`) : Number.NaN;
}
