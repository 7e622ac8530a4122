import type { ServerResponse } from 'node:http';
import type { Logger } from '../observe/log.ts';
import type { Trace } from '../observe/trace.ts';

/** What the kit keeps in `res.locals` of every request. */
export type RequestContext = {
  trace: Trace;
  log: Logger;
  /** Whose key was presented; set by `requireApiKey`. */
  caller?: string;
  /** Set once a bounded route has admitted the request. */
  admitted?: { end(): () => void };
  /** For the request's log line: the problem that was answered, and its bad fields. */
  problem?: { problem: string; campos?: string[] };
};

/** A `ServerResponse` that has passed the request gate; express's `Response` is one. */
export type ContextResponse = ServerResponse & { locals: Record<string, unknown> };

/** Returns the request's id and the `traceparent` for the calls that follow from it. */
export function traceOf(res: ContextResponse): Trace {
  return contextOf(res).trace;
}

/** Returns the caller whose key was accepted. Throws in a route that is not behind `requireApiKey`. */
export function callerOf(res: ContextResponse): string {
  const { caller } = contextOf(res);
  if (caller === undefined) throw new Error('callerOf is only for routes behind requireApiKey');
  return caller;
}

/**
 * Says that the work of a bounded route is done and on disk, and that the request only waits for others from now on.
 *
 * @returns what to call when the request goes on: making its answer is work again
 */
export function workDone(res: ContextResponse): () => void {
  return contextOf(res).admitted?.end() ?? (() => {});
}

/** Returns the log of this request: every line carries the request's id. */
export function logOf(res: ContextResponse): Logger {
  const { log, trace } = contextOf(res);
  // Made only on demand: a child for every request would cost more than the line it writes.
  return log.child({ requestId: trace.requestId });
}

/** Returns the kit's own view of `res.locals`. */
export function contextOf(res: ContextResponse): RequestContext {
  return res.locals as RequestContext;
}
