import type { AttemptRecord, Delivery } from './delivery.ts';
import type { Log } from './ports.ts';
import type { RelayTime } from './relay-time.ts';
import { nextAttempt, type Outcome } from './retry-policy.ts';
import { noLongerNeeded } from './wake-signal.ts';

/** Sends one delivery once. It should never reject; the signal aborts when the relay shuts down or the limit is up. */
export type Deliver = (delivery: Delivery, signal: AbortSignal) => Promise<Outcome>;

/**
 * Attempts a delivery once and decides what follows.
 * @param cut ends the attempt when the relay stops
 * @returns the record to store, or undefined when the attempt was cut off and nothing is known of it
 */
export type MakeAttempt = (delivery: Delivery, cut: AbortController) => Promise<AttemptRecord | undefined>;

/**
 * Makes the function that attempts one delivery, with a hard limit: a `deliver` that never comes back would hold its slot
 * and its lease for ever.
 * @param deps `limitMs`: the limit for one attempt; `stop`: aborts when the relay ends its attempts
 */
export function createAttempt(deps: {
  deliver: Deliver;
  time: Pick<RelayTime, 'now' | 'monotonic' | 'sleep' | 'runningMs'>;
  /** A number in [0, 1). */
  random: () => number;
  log: Log;
  owner: string;
  limitMs: number;
  stop: AbortSignal;
}): MakeAttempt {
  const { deliver, time, random, log, owner, limitMs, stop } = deps;

  async function send(delivery: Delivery, signal: AbortSignal): Promise<Outcome> {
    try {
      return await deliver(delivery, signal);
    } catch (error) {
      if (!signal.aborted) log.error({ err: error, deliveryId: delivery.id }, 'attempt threw');
      return { kind: 'retry', detail: 'fallo interno al enviar', targetDown: false };
    }
  }

  async function sendWithinLimit(delivery: Delivery, cut: AbortController): Promise<Outcome | undefined> {
    if (stop.aborted) cut.abort(noLongerNeeded);
    try {
      const limit = time.sleep(limitMs, cut.signal).then(
        () => tooLong(limitMs),
        () => undefined,
      );
      const outcome = await Promise.race([send(delivery, cut.signal), limit]);
      // A client that reports its own abort as a failure has learnt nothing about the target.
      return stop.aborted && outcome?.kind !== 'delivered' ? undefined : outcome;
    } finally {
      cut.abort(noLongerNeeded);
    }
  }

  function triedFor({ startedRunningMs }: Delivery): number {
    return startedRunningMs === undefined ? 0 : time.runningMs() - startedRunningMs;
  }

  return async (delivery, cut) => {
    const startedAt = time.monotonic();
    const outcome = await sendWithinLimit(delivery, cut);
    if (!outcome) return undefined;
    const { id: deliveryId, scheduleStartedAt } = delivery;
    const durationMs = Math.round(time.monotonic() - startedAt);
    const now = time.now();
    const triedForMs = outcome.kind === 'retry' ? triedFor(delivery) : 0;
    const next = nextAttempt({ outcome, step: delivery.step + 1, triedForMs, now, random });
    // Reckoned back from its end: the clock may have been set meanwhile, and what follows counts from the end.
    const made = { scheduleStartedAt, startedAt: now - durationMs, durationMs };
    return { deliveryId, owner, ...made, outcome, next };
  };
}

function tooLong(limitMs: number): Outcome {
  return { kind: 'retry', detail: `sin respuesta en ${Math.round(limitMs / 1_000)} s`, targetDown: true };
}

/** Logs what came of an attempt, at the level at which somebody has to look. */
export function logAttempt(
  log: Log,
  delivery: Delivery,
  { next, outcome, durationMs, startedAt }: AttemptRecord,
) {
  const { id: deliveryId, target, trace } = delivery;
  const fields = {
    deliveryId,
    target,
    requestId: trace.requestId,
    attempt: delivery.attempts + 1,
    durationMs,
  };
  const status = outcome.status;
  if (next.kind === 'delivered') log.info({ ...fields, status }, 'delivery made');
  else if (next.kind === 'rejected') {
    const expected = outcome.kind === 'rejected' && outcome.expected;
    log[expected ? 'debug' : 'error']({ ...fields, status, detail: next.reason }, 'delivery rejected');
  } else {
    const waitMs = next.at - startedAt - durationMs;
    log.warn({ ...fields, status, detail: outcome.detail, waitMs }, 'delivery postponed');
  }
}
