import type { IncomingMessage } from 'node:http';
import { probes } from './health.ts';
import { type LocalsResponse, localsOf } from './locals.ts';
import type { Logger } from './log.ts';
import type { Metrics } from './metrics.ts';

/** Writes a request's log line and counts it, once it is over. Never the query: it may hold a customer's name. */
export function reportRequest(done: {
  req: IncomingMessage;
  res: LocalsResponse;
  path: string;
  ms: number;
  log: Logger;
  metrics: Metrics;
}): void {
  const { req, res, path, ms, log, metrics } = done;
  const method = req.method ?? '';
  const status = res.statusCode;
  metrics.observeRequest(method, routeOf(req), status, ms / 1000);
  const level = probes.has(path) ? 'debug' : 'info';
  if (!log.isLevelEnabled(level)) return;
  const { trace, problem } = localsOf(res);
  const line = { requestId: trace.requestId, method, path, status, ms: Math.round(ms * 10) / 10, ...problem };
  // A client that goes away is no fault of ours; what was answered did not reach it.
  log[level](line, res.writableFinished ? 'request' : 'request aborted by the client');
}

// express keeps the route that matched; its path is the pattern because every pattern is mounted alone.
function routeOf(req: IncomingMessage & { route?: { path?: unknown } }): string {
  return typeof req.route?.path === 'string' ? req.route.path : 'other';
}
