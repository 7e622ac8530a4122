import type { IncomingMessage } from 'node:http';
import { headers, problemMediaType } from '@relevo/contract';
import type { RequestHandler } from 'express';
import { problemBody, unavailable } from '../http/problem.ts';
import { type ContextResponse, contextOf, readTrace } from '../http/request-context.ts';
import { pathOf } from '../http/request-gate.ts';
import { pathsOf, type Route } from '../http/routes.ts';
import { securityHeaders } from '../http/security-headers.ts';
import type { Logger } from '../observe/log.ts';
import type { Metrics } from '../observe/metrics.ts';
import { createEventLoopBudget, type EventLoopBudget } from './event-loop-budget.ts';

/** Keeps the queue of work short, so that an admitted request is answered soon. The others are told to come back. */
export type Admission = {
  /** Whether one more request may come in now. */
  isOpen(): boolean;
  /** Counts one request in. @returns what to call when its work is done; a second call does nothing */
  enter(): () => void;
  /** Starts the work of an admitted request, now or in one of the next turns of the event loop. */
  start(work: () => void): void;
};

/**
 * Bounds work mainly by how long the oldest request has waited, not by a count: this fits every machine and disk, and lets
 * a burst pass. The other two limits bound what comes in at one moment: by number, and by the time it takes to start it.
 *
 * @param options.maxWaitMs no more are admitted while one has waited longer than this
 * @param options.maxInWork nor while this many are in work
 * @param options.maxBacklogMs nor while the work that waits to start would take this much processor time
 * @param options.now milliseconds of a clock that never goes back
 */
export function createAdmission({
  maxWaitMs = 1_000,
  maxInWork = 500,
  maxBacklogMs = 100,
  budget = createEventLoopBudget(),
  now = () => performance.now(),
}: {
  maxWaitMs?: number;
  maxInWork?: number;
  maxBacklogMs?: number;
  budget?: EventLoopBudget;
  now?: () => number;
} = {}): Admission {
  // In order of arrival; the first one is still in work. Not a Set: see `trackWork` in serve.ts.
  const entries: { since: number; left: boolean }[] = [];
  let inWork = 0;
  return {
    isOpen() {
      const [oldest] = entries;
      if (oldest === undefined) return true;
      const isShort = inWork < maxInWork && budget.backlogMs() <= maxBacklogMs;
      return isShort && now() - oldest.since <= maxWaitMs;
    },
    start: budget.start,
    enter() {
      const entry = { since: now(), left: false };
      entries.push(entry);
      inWork += 1;
      return () => {
        if (entry.left) return;
        entry.left = true;
        inWork -= 1;
        while (entries[0]?.left) entries.shift();
      };
    },
  };
}

/**
 * Admits a request of a bounded route until it is answered or its handler calls `workDone`. It runs when the body is
 * complete, so that a client that sends slowly does not look like work that waits. A client that reads its answer slowly
 * must not either: the request leaves when the answer is handed to the connection (`prefinish`), not when it is received.
 */
export function admit(admission: Admission): RequestHandler {
  return (_req, res, next) => {
    // The client left while its body was decompressed: `close` has been emitted already, so the request would never leave.
    if (res.closed) return;
    if (!admission.isOpen()) return next(tooMuchWork);
    let leave = admission.enter();
    // A method of an object of its own: with a function put straight into the locals, V8 (13.6) promoted nearly every
    // request with all it held, and collected it seconds later (seen with --trace-gc; the reason is not known).
    contextOf(res).admitted = {
      end() {
        leave();
        return () => {
          if (!res.closed) leave = admission.enter();
        };
      },
    };
    const gone = () => leave();
    res.once('prefinish', gone).once('close', gone);
    return admission.start(next);
  };
}

/**
 * Makes the function that answers 503 to a request for a bounded route while there is too much work, before anything else
 * is done for it. In a flood nearly all requests end here, and what one costs is taken from the admitted ones.
 *
 * @returns whether the request was answered
 */
export function createRejectOverload(deps: {
  routes: Route[];
  admission: Admission;
  log: Logger;
  metrics: Metrics;
}): (req: IncomingMessage, res: ContextResponse) => boolean {
  const { routes, admission, log, metrics } = deps;
  const bounded = new Set(routes.filter((route) => route.bounded).flatMap(pathsOf));
  const always = [...securityHeaders, ...Object.entries(tooMuchWork.headers)].flat();
  let refused = 0;
  let nextReport: NodeJS.Timeout | undefined;

  // One line per refusal would be a load of its own: refusals are counted, and reported once a second until there are none.
  function report(): void {
    nextReport = undefined;
    if (refused === 0) return;
    log.warn({ refused }, 'orders refused, too many are waiting');
    refused = 0;
    nextReport = setTimeout(report, reportEveryMs).unref();
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
    if (!nextReport) report();
    return true;
  };
}

const reportEveryMs = 1_000;

// One error for all of them: a stack trace each time would cost more than the rest of a refusal.
const tooMuchWork = unavailable('Hay demasiado trabajo en cola.', 1);
