import { type Clock, calledOff } from './clock.ts';
import type { AttemptRecord, Delivery, Log } from './ports.ts';
import type { Outcome } from './retry-policy.ts';

/** Sends one delivery once. It should never reject; the signal aborts when the relay shuts down or the limit is up. */
export type Deliver = (delivery: Delivery, signal: AbortSignal) => Promise<Outcome>;

/**
 * Makes one attempt, with a hard limit: a `deliver` that never comes back would hold its slot and its lease for ever.
 * @param deps.cut ends the attempt when the relay stops
 * @returns its outcome, or undefined when it was cut off and nothing is known of it
 */
export async function attempt(
  deps: {
    deliver: Deliver;
    clock: Clock;
    log: Log;
    limitMs: number;
    cut: AbortController;
    stop: AbortSignal;
  },
  delivery: Delivery,
): Promise<Outcome | undefined> {
  const { clock, limitMs, cut, stop } = deps;
  if (stop.aborted) cut.abort(calledOff);
  try {
    const limit = clock.sleep(limitMs, cut.signal).then(
      () => tooLong(limitMs),
      () => undefined,
    );
    const outcome = await Promise.race([send(deps, delivery, cut.signal), limit]);
    // A client that reports its own abort as a failure has learnt nothing about the target.
    return stop.aborted && outcome?.kind !== 'delivered' ? undefined : outcome;
  } finally {
    cut.abort(calledOff);
  }
}

async function send(
  { deliver, log }: { deliver: Deliver; log: Log },
  delivery: Delivery,
  signal: AbortSignal,
): Promise<Outcome> {
  try {
    return await deliver(delivery, signal);
  } catch (error) {
    if (!signal.aborted) log.error({ err: error, deliveryId: delivery.id }, 'attempt threw');
    return { kind: 'retry', detail: 'fallo interno al enviar', targetDown: false };
  }
}

function tooLong(limitMs: number): Outcome {
  return { kind: 'retry', detail: `sin respuesta en ${Math.round(limitMs / 1_000)} s`, targetDown: true };
}

/** Says what came of an attempt, as loudly as somebody has to look. */
export function logRecorded(
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
