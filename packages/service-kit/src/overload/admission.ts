import type { IncomingMessage } from 'node:http';
import { headers, problemMediaType } from '@relevo/contract';
import type { RequestHandler } from 'express';
import { problemBody, unavailable } from '../http/problem.ts';
import { type LocalsResponse, localsOf } from '../http/request-context.ts';
import { pathOf } from '../http/request-gate.ts';
import { pathsOf, type Route } from '../http/routes.ts';
import { securityHeaders } from '../http/security-headers.ts';
import type { Logger } from '../observe/log.ts';
import type { Metrics } from '../observe/metrics.ts';
import { readTrace } from '../observe/trace.ts';
import { createTurns, type Turns } from './event-loop-budget.ts';

/** Keeps what waits short, so that whoever is let in is answered soon; the others are told to come back. */
export type Admission = {
  /** Whether one more may come in now. */
  isOpen(): boolean;
  /** Takes one in. @returns what to call when its work is done; more than once does no harm */
  enter(): () => void;
  /** Begins the work of one that was taken in, now or in one of the next turns of the event loop. */
  begin(work: () => void): void;
};

/**
 * Bounds work by the wait of the oldest rather than by a count: that fits every machine and disk, and lets a burst
 * pass. The others bound what comes in at one stroke: by its number, and by how long it will take to begin it.
 *
 * @param options.maxWaitMs no more are let in while one has been waiting longer than this
 * @param options.maxInWork nor while so many are waiting
 * @param options.maxBacklogMs nor while what waits to be begun will take so much of the processor's time
 * @param options.now milliseconds of a clock that never goes back
 */
export function createAdmission({
  maxWaitMs = 1_000,
  maxInWork = 500,
  maxBacklogMs = 100,
  turns = createTurns(),
  now = () => performance.now(),
}: {
  maxWaitMs?: number;
  maxInWork?: number;
  maxBacklogMs?: number;
  turns?: Turns;
  now?: () => number;
} = {}): Admission {
  // By the time they came in; the first is still in work. No Set: see trackWork in serve.ts.
  const entries: { since: number; left: boolean }[] = [];
  let inWork = 0;
  return {
    isOpen() {
      const [oldest] = entries;
      if (oldest === undefined) return true;
      const isShort = inWork < maxInWork && turns.backlogMs() <= maxBacklogMs;
      return isShort && now() - oldest.since <= maxWaitMs;
    },
    begin: turns.begin,
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
 * Takes a request of a bounded route in, until it is answered or its handler says `workDone`. To be called once the
 * body is there: a client that sends it slowly must not look like work that waits. Nor must one that reads its answer
 * slowly: it leaves when the answer has been handed to the connection (`prefinish`), not when it has been taken from it.
 */
export function takeIn(admission: Admission): RequestHandler {
  return (_req, res, next) => {
    // It went away while its body was unpacked: it has been told that it is closed, and would never leave again.
    if (res.closed) return;
    if (!admission.isOpen()) return next(tooMuchWork);
    let leave = admission.enter();
    // As a method of an object of its own: while a function was put straight into the locals, V8 (13.6) promoted nearly
    // every request with all it held, and collected it seconds later (seen with --trace-gc; why, is not known).
    localsOf(res).stay = {
      end() {
        leave();
        return () => {
          if (!res.closed) leave = admission.enter();
        };
      },
    };
    const gone = () => leave();
    res.once('prefinish', gone).once('close', gone);
    return admission.begin(next);
  };
}

const tellEveryMs = 1_000;

/** For all of them: the stack trace of another each time would cost more than the rest of a refusal. */
const tooMuchWork = unavailable('Hay demasiado trabajo en cola.', 1);

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
