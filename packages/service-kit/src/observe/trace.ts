import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** The ids that follow an order through both services. */
export type Trace = {
  /** Taken from X-Request-Id if sane, else made; on every answer and in every log line. */
  requestId: string;
  /** W3C Trace Context: the carried trace with a span id of our own, or a new trace. */
  traceparent: string;
};

/** Reads the trace of a request from its headers. */
export function readTrace(headers: IncomingHttpHeaders): Trace {
  const given = headers['x-request-id'];
  const requestId = typeof given === 'string' && saneId.test(given) ? given : randomUUID();
  const carried = headers.traceparent;
  return { requestId, traceparent: continueTrace(typeof carried === 'string' ? carried : '') };
}

/**
 * Makes the `traceparent` to send on: same trace id and flags, new span id; a new sampled trace if `carried` is not
 * valid. Source: https://www.w3.org/TR/trace-context/#traceparent-header
 */
export function continueTrace(carried: string): string {
  const [, version, traceId, parentId, flags, more] = format.exec(carried) ?? [];
  // A later version may add fields after the flags; version 00 may not, and ff is never valid.
  const valid = version && version !== 'ff' && !(version === '00' && more);
  const carriesIds = traceId !== zeros.repeat(2) && parentId !== zeros;
  return valid && carriesIds
    ? `00-${traceId}-${newSpanId()}-${flags}`
    : `00-${randomUUID().replaceAll('-', '')}-${newSpanId()}-01`;
}

// Half a random UUID: its variant bits keep it from being all zeros, and it is far cheaper than randomBytes.
function newSpanId(): string {
  return randomUUID().slice(19).replace('-', '');
}

const saneId = /^[\w.:-]{1,128}$/;
const format = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const zeros = '0'.repeat(16);
