/**
 * What came back over HTTP. `promised`: the body of a 2xx is the JSON that was agreed on; `detail`: what the
 * other side said in words; `failure`: no whole answer, with the code of the error (`ECONNRESET`, …).
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

// Answers that say "not now" or "not with this key", from a target that is up.
const BUSY = new Set([408, 425, 429]);
const REFUSED_KEY = new Set([401, 403]);

/**
 * Says what an HTTP answer means for a delivery: done, once more, or never.
 * @param now epoch ms, what a Retry-After date is measured from
 */
export function classifyReply(reply: Reply, now: number): Outcome {
  if (reply.kind === 'failure') {
    return { kind: 'retry', detail: `sin respuesta (${reply.code}): ${reply.message}`, targetDown: true };
  }
  const { status } = reply;
  if (status >= 200 && status < 300) return classifySuccess(reply);
  if (BUSY.has(status)) return again(reply, now, { targetDown: false });
  if (REFUSED_KEY.has(status)) return again(reply, now, { targetDown: false, slow: true });
  if (status >= 400 && status < 500) return { kind: 'rejected', status, detail: inWords(reply) };
  return again(reply, now, { targetDown: true });
}

function classifySuccess(reply: Answer): Outcome {
  const { status, detail, result } = reply;
  if (reply.promised) return { kind: 'delivered', status, detail, result };
  // A captive portal or a proxy's welcome page: the order is not on the other side.
  const words = `respondió ${status} con algo que no es la respuesta acordada`;
  return { kind: 'retry', status, detail: detail ? `${words}: ${detail}` : words, targetDown: true };
}

function again(reply: Answer, now: number, rest: { targetDown: boolean; slow?: boolean }): Outcome {
  const retryAfterMs = parseRetryAfter(reply.retryAfter, now);
  return { kind: 'retry', status: reply.status, detail: inWords(reply), retryAfterMs, ...rest };
}

function inWords({ status, detail }: Answer): string {
  return detail ? `respondió ${status}: ${detail}` : `respondió ${status}`;
}

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

const IMF_FIXDATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;
const RFC_850 = /^[A-Z][a-z]+day, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2} GMT$/;
const ASCTIME = /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/;

/**
 * Reads a Retry-After header: seconds or an HTTP date.
 * Source: RFC 9110 §10.2.3 and §5.6.7 (the two obsolete date forms must be understood too).
 * @param now epoch ms, what a date is measured from
 * @returns ms to wait, or undefined for nonsense, a negative number or a moment already gone
 */
export function parseRetryAfter(value: string | undefined, now: number): number | undefined {
  const text = value?.trim() ?? '';
  if (/^\d+$/.test(text)) return Number(text) * 1_000;
  const waitMs = parseHttpDate(text) - now;
  return waitMs > 0 ? waitMs : undefined;
}

// Date.parse alone takes "-5" and "1.5" for dates: the form is checked first.
function parseHttpDate(text: string): number {
  if (IMF_FIXDATE.test(text) || RFC_850.test(text)) return Date.parse(text);
  return ASCTIME.test(text) ? Date.parse(`${text} GMT`) : Number.NaN;
}
