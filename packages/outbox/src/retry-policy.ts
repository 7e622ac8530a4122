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
      /** Skips the quick waits of the schedule: a refused key, or somebody in between who answers. */
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
 *
 * `own`: the name of the other side's own problem. Without it and without `promised` nobody knows whose word it is; `by` says
 * who seems to have answered. `atDoor`: the other side has not looked at what was sent.
 */
export type Reply =
  | {
      kind: 'reply';
      status: number;
      retryAfter?: string;
      promised: boolean;
      detail?: string;
      result?: unknown;
      own?: string;
      atDoor?: boolean;
      by?: string;
    }
  | { kind: 'failure'; code: string; message: string };

type Answer = Extract<Reply, { kind: 'reply' }>;

// Answers of a target that is up: "not now", and "not with this key".
const BUSY = new Set([408, 425, 429]);
const REFUSED_KEY = new Set([401, 403]);
// What the other side itself says of the very message: it would say so again. Its 404 and 405 are not among them: they come
// from another service at that address, the store instead of the ticket service for example.
const REFUSED_MESSAGE = new Set([400, 409, 413, 415, 422]);

/**
 * Decides what an answer means for a delivery: delivered, try again, or rejected for good. Only the other side's own word
 * rejects: a 4xx of a router, a proxy or a firewall says nothing about the message, and passes.
 * @param now epoch ms, from which a Retry-After date is measured
 * @param expected the other side's own refusal is normal in daily business: final, whatever its status
 */
export function classifyReply(reply: Reply, now: number, { expected = false } = {}): Outcome {
  if (reply.kind === 'failure') {
    return { kind: 'retry', detail: `sin respuesta (${reply.code}): ${reply.message}`, targetDown: true };
  }
  const { status } = reply;
  if (status >= 200 && status < 300) return classifySuccess(reply);
  if (BUSY.has(status)) return tryAgain(reply, now, { targetDown: false });
  if (status < 400 || status >= 500) return tryAgain(reply, now, { targetDown: true });
  if (reply.own === undefined) return tryAgain(reply, now, { targetDown: true, slow: true });
  if (REFUSED_KEY.has(status)) return tryAgain(reply, now, { targetDown: false, slow: true });
  if (expected) return { kind: 'rejected', status, detail: inWords(reply, expected), expected };
  if (REFUSED_MESSAGE.has(status) && !reply.atDoor)
    return { kind: 'rejected', status, detail: inWords(reply) };
  return tryAgain(reply, now, { targetDown: true, slow: true });
}

/**
 * Says whether the same request may succeed later, for a caller who cannot wait long: after no answer, "not now", a server
 * error, or an answer of somebody in between. A key that the service itself refuses takes a person, and whoever aborted does
 * not want to try again.
 */
export function isRetryable(reply: Reply): boolean {
  if (reply.kind === 'failure' ? reply.code === 'ABORTED' : reply.promised) return false;
  const refusedKey = reply.kind === 'reply' && reply.own !== undefined && REFUSED_KEY.has(reply.status);
  return !refusedKey && classifyReply(reply, 0).kind === 'retry';
}

/**
 * Whether an outcome tells how the target itself is: it took the message, refused it, or has no time. Without an answer, with
 * a refused key or with the answer of somebody in between, it may be well.
 */
export function isOwnWord(outcome: Outcome): boolean {
  if (outcome.kind !== 'retry') return true;
  const { status, slow } = outcome;
  return !slow && status !== undefined && (BUSY.has(status) || status >= 500);
}

function classifySuccess(reply: Answer): Outcome {
  const { status, detail, result } = reply;
  if (reply.promised) return { kind: 'delivered', status, detail, result };
  // A captive portal or a proxy's welcome page: the order is not on the other side.
  return { kind: 'retry', status, detail: inWords(reply), targetDown: true };
}

function tryAgain(reply: Answer, now: number, rest: { targetDown: boolean; slow?: boolean }): Outcome {
  const retryAfterMs = parseRetryAfter(reply.retryAfter, now);
  return { kind: 'retry', status: reply.status, detail: inWords(reply), retryAfterMs, ...rest };
}

/** Tells an answer in one line, and whose word it is where that matters. */
function inWords(reply: Answer, expected = false): string {
  const { status, detail, promised, own, by } = reply;
  const seems = by ? `, al parecer ${by}` : '';
  const said = detail ? `: ${detail}` : '';
  if (own !== undefined) {
    const isElsewhere = !expected && (status === 404 || status === 405);
    return `respondió ${status}${isElsewhere ? ' un servicio que no conoce esa dirección' : ''}${said}`;
  }
  if (status >= 200 && status < 300 && !promised) {
    return `respondió ${status} con algo que no es la respuesta acordada${seems}${said}`;
  }
  return `respondió ${status}${status >= 400 && status < 500 ? strangersMark : ''}${seems}${said}`;
}

/** How an attempt says that a 4xx was not the other side's own word. */
export const strangersMark = ' alguien en el medio, no el servicio';

/** The statuses by which `isStrangersWord` tells, for a query that does the same. */
export const strangersStatuses = { refusedMessage: [...REFUSED_MESSAGE], others: [...BUSY, ...REFUSED_KEY] };

/** Attempts that a version before this rule ended for good, told by what is stored of them. */
export type StrangersWord = {
  /** How the target's own refusals of a message begin, after `respondió 409: `. */
  ownWords: readonly string[];
};

/**
 * Whether an attempt came back with a 4xx that was not the target's own word about the message. An older version stored no
 * more than the status and the words; where those could be anybody's, they are taken for a stranger's: to send once more
 * does no harm.
 */
export function isStrangersWord(
  { status, detail = '' }: { status?: number; detail?: string },
  { ownWords }: StrangersWord,
): boolean {
  if (status === undefined || status < 400 || status > 499) return false;
  if (detail.includes(strangersMark)) return true;
  if (!REFUSED_MESSAGE.has(status)) return !BUSY.has(status) && !REFUSED_KEY.has(status);
  return !ownWords.some((words) => detail.startsWith(`respondió ${status}: ${words}`));
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

/** The longest wait between two attempts, ms. */
export const longestWaitMs = HOUR_MS * (1 + schedule.jitter);

/**
 * Decides what follows an attempt that has just ended.
 * @param input `step` is the number of attempts made in this schedule, this one included; `triedForMs`: for how long it was
 *   really tried, by no clock that may be set; `now` is epoch ms; `random` returns a number in [0, 1).
 */
export function nextAttempt(input: {
  outcome: Outcome;
  step: number;
  triedForMs: number;
  now: number;
  random: () => number;
}): NextAttempt {
  const { outcome, step, triedForMs, now, random } = input;
  if (outcome.kind === 'delivered') return { kind: 'delivered' };
  if (outcome.kind === 'rejected') return { kind: 'rejected', reason: outcome.detail };
  if (triedForMs > schedule.giveUpAfterMs) {
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
