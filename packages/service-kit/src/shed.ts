import type { IncomingMessage } from 'node:http';
import { headers, problemMediaType } from '@relevo/contract';
import type { Admission } from './admission.ts';
import type { LocalsResponse } from './locals.ts';
import type { Logger } from './log.ts';
import type { Metrics } from './metrics.ts';
import { problemBody } from './problem.ts';
import { pathsOf, type Route } from './route.ts';
import { securityHeaders } from './security-headers.ts';
import { unavailable } from './to-problem.ts';
import { readTrace } from './trace.ts';
import { pathOf } from './url.ts';

const tellEveryMs = 1_000;

/** For all of them: the stack trace of another each time would cost more than the rest of a refusal. */
export const tooMuchWork = unavailable('Hay demasiado trabajo en cola.', 1);

/**
 * Answers 503 to a request for a bounded route while there is too much work, before anything else is done for it. In a
 * flood nearly all requests end here: what one costs is taken from those that were let in.
 *
 * @returns says of a request whether it was answered
 */
export function createShed(deps: {
  routes: Route[];
  admission: Admission;
  log: Logger;
  metrics: Metrics;
}): (req: IncomingMessage, res: LocalsResponse) => boolean {
  const { routes, admission, log, metrics } = deps;
  const bounded = new Set(routes.filter((route) => route.bounded).flatMap(pathsOf));
  const always = [...securityHeaders, ...Object.entries(tooMuchWork.headers)].flat();
  let refused = 0;
  let telling: NodeJS.Timeout | undefined;

  // A line for each would be a load of its own: they are counted, and told once a second until there are none.
  function tell(): void {
    telling = undefined;
    if (refused === 0) return;
    log.warn({ refused }, 'orders refused, too many are waiting');
    refused = 0;
    telling = setTimeout(tell, tellEveryMs).unref();
  }

  return (req, res) => {
    if (admission.isOpen() || req.method !== 'POST') return false;
    const path = pathOf(req.url ?? '/');
    if (!bounded.has(path)) return false;
    const { requestId } = readTrace(req.headers);
    const text = JSON.stringify(problemBody(tooMuchWork, requestId));
    const own = [headers.requestId, requestId, 'Content-Type', problemMediaType, 'Cache-Control', 'no-store'];
    res.writeHead(tooMuchWork.status, [...always, ...own, 'Content-Length', String(Buffer.byteLength(text))]);
    res.end(text);
    metrics.observeRequest(req.method, path, tooMuchWork.status, 0);
    refused += 1;
    if (!telling) tell();
    return true;
  };
}
