import type { ServerResponse } from 'node:http';
import type { Logger } from '../observe/log.ts';
import type { Trace } from '../observe/trace.ts';

/** What the kit keeps in `res.locals` of every request. */
export type Locals = {
  trace: Trace;
  log: Logger;
  /** Who presented the key; set by `requireApiKey`. */
  caller?: string;
  /** Of a bounded route that was let in. */
  stay?: { end(): () => void };
  /** For the request's log line: which problem was answered, and for which fields. */
  problem?: { problem: string; campos?: string[] };
};

/** `ServerResponse` after the front handler has seen it; express's `Response` is one. */
export type LocalsResponse = ServerResponse & { locals: Record<string, unknown> };

/** The request's id and the `traceparent` for calls that follow from it. */
export function traceOf(res: LocalsResponse): Trace {
  return localsOf(res).trace;
}

/** The caller whose key was accepted. Only in routes behind `requireApiKey`; throws elsewhere. */
export function callerOf(res: LocalsResponse): string {
  const { caller } = localsOf(res);
  if (caller === undefined) throw new Error('callerOf is only for routes behind requireApiKey');
  return caller;
}

/**
 * Tells that what a bounded route had to do is done and on disk, and that it only waits for others from now on.
 * @returns to be called when it goes on, for its answer is work again
 */
export function workDone(res: LocalsResponse): () => void {
  return localsOf(res).stay?.end() ?? (() => {});
}

/** The log of this request: every line carries its id. */
export function logOf(res: LocalsResponse): Logger {
  const { log, trace } = localsOf(res);
  // Made only when asked for: a child for every request would cost more than the line it writes.
  return log.child({ requestId: trace.requestId });
}

/** The kit's own view of `res.locals`. */
export function localsOf(res: LocalsResponse): Locals {
  return res.locals as Locals;
}
