import type { AttemptRecord, Delivery } from './delivery-queue.ts';
import type { Log } from './log.ts';

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
