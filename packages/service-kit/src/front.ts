import type { IncomingMessage } from 'node:http';
import { headers } from '@relevo/contract';
import cors from 'cors';
import type { HttpSettings } from './common-settings.ts';
import { probes } from './health.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { Locals, LocalsResponse } from './locals.ts';
import type { Logger } from './log.ts';
import type { Metrics } from './metrics.ts';
import { HttpProblem } from './problem.ts';
import { reportRequest } from './report-request.ts';
import { securityHeaders } from './security-headers.ts';
import { unavailable } from './to-problem.ts';
import { readTrace } from './trace.ts';
import { pathOf, tidyUrl } from './url.ts';

/** What the front handler needs of the settings. */
export type FrontSettings = Pick<HttpSettings, 'corsOrigins' | 'allowedHosts' | 'trustProxy'>;

/**
 * What every request passes first, in one function because it is the hot path: ids, headers, log line, and
 * who may come in at all. Returns false when it has answered itself (a CORS preflight).
 *
 * @throws HttpProblem 503 while draining, 400 for a Host that is not allowed
 */
export function createFront(deps: {
  log: Logger;
  metrics: Metrics;
  lifecycle: Lifecycle;
  settings: FrontSettings;
  isKnownKey?: (key: string | undefined) => boolean;
}): (req: IncomingMessage, res: LocalsResponse) => boolean {
  const { log, metrics, lifecycle, settings, isKnownKey = () => false } = deps;
  const answerCors = settings.corsOrigins.length > 0 ? createCors(settings.corsOrigins) : undefined;
  const allowedHosts = new Set(settings.allowedHosts);

  return (req, res) => {
    const startedAt = performance.now();
    req.url = tidyUrl(req.url ?? '/');
    const path = pathOf(req.url);
    const trace = readTrace(req.headers);
    res.locals = { trace, log } satisfies Locals;
    res.setHeader('X-Request-Id', trace.requestId);
    for (const [name, value] of securityHeaders) res.setHeader(name, value);
    res.once('close', () =>
      reportRequest({ req, res, path, ms: performance.now() - startedAt, log, metrics }),
    );

    const probe = probes.has(path);
    if (lifecycle.state === 'draining') {
      res.setHeader('Connection', 'close');
      if (!probe) throw unavailable('El servicio se está deteniendo.', 5);
    }
    if (req.headers.host === undefined && req.httpVersion === '1.1') throw noHost();
    // The other service calls by a name of the inner network, and no page that a browser was led to has a key.
    if (allowedHosts.size > 0 && !probe && !isKnownKey(keyOf(req)))
      refuseOtherHosts(req.headers.host, allowedHosts);
    return answerCors ? answerCors(req, res) : true;
  };
}

function keyOf({ headers: sent }: IncomingMessage): string | undefined {
  const key = sent[headers.apiKey.toLowerCase()];
  return typeof key === 'string' ? key : undefined;
}

// RFC 9112 §3.2: 400 to a request of HTTP/1.1 without Host.
function noHost(): HttpProblem {
  return new HttpProblem('datos-invalidos', 'Falta la cabecera Host.', { headers: { Connection: 'close' } });
}

// RFC 9110 has 421 for this, but a client may then repeat the request on another connection; 400 ends it.
function refuseOtherHosts(host = '', allowed: Set<string>): void {
  const name = host.replace(/:\d*$/, '').toLowerCase();
  if (!allowed.has(name))
    throw new HttpProblem('datos-invalidos', 'El nombre de servidor (Host) no se admite.');
}

function createCors(origins: string[]): (req: IncomingMessage, res: LocalsResponse) => boolean {
  const setHeaders = cors({
    origin: origins,
    credentials: true,
    methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: ['Content-Type', 'X-API-Key', 'X-Request-Id', 'Idempotency-Key', 'traceparent'],
    exposedHeaders: ['X-Request-Id', 'Idempotent-Replayed', 'Retry-After', 'RateLimit', 'RateLimit-Policy'],
    maxAge: 600,
  });
  return (req, res) => {
    let goOn = false;
    setHeaders(req, res, () => {
      goOn = true;
    });
    return goOn;
  };
}
