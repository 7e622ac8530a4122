import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { headers } from '@relevo/contract';
import express, { type Express, type NextFunction, type RequestHandler } from 'express';
import type { Registry } from 'prom-client';
import type { ApiKeys } from './auth/api-keys.ts';
import { docsRoutes } from './http/openapi.ts';
import { atDoor, HttpProblem, sendProblem } from './http/problem.ts';
import { type ContextResponse, clientIp, contextOf } from './http/request-context.ts';
import { createRequestGate, type GateSettings, pathOf } from './http/request-gate.ts';
import { type Auth, mountRoutes, type Route } from './http/routes.ts';
import type { Logger } from './observe/log.ts';
import { createMetrics, type Metrics } from './observe/metrics.ts';
import { type Admission, admit, createAdmission, createRejectOverload } from './overload/admission.ts';
import { createRequestBudgets, type RequestBudgetSettings } from './overload/rate-limit.ts';
import { type Clock, systemClock } from './process/clock.ts';
import { type Health, healthRoutes, type Lifecycle } from './process/health.ts';

export type HttpAppOptions = {
  /** What the parts of one service share. `name` is as in `/healthz`: `relevo-store`, `relevo-tickets`. */
  service: {
    name: string;
    version: string;
    log: Logger;
    lifecycle: Lifecycle;
    metrics?: Metrics;
    clock?: Clock;
  };
  settings: GateSettings;
  /** The keys of the services that call this one: a request with one of them may use any Host. */
  keys?: Pick<ApiKeys, 'match'>;
  routes: Route[];
  /** Who may read `GET /metrics`; without it there is none. */
  metricsAuth?: Auth;
  health: Health;
  /** The other service, whose paths people ask this one for when they mix up two addresses. */
  elsewhere?: { name: string; words: string; port: number; paths: readonly string[] };
  /** How many requests without a key are answered; any number unless given. */
  budgets?: RequestBudgetSettings;
  /** Bounds the work of all bounded routes together. */
  admission?: Admission;
  /** Adds what is not a route (static files), after the routes and before the 404. */
  mount?: (app: Express) => void;
};

/** The HTTP side of a service. */
export type HttpApp = RequestListener & {
  /** All that is mounted, as express has it: a test holds it against its table of who may call what. */
  readonly router: Express['router'];
  /**
   * Passes a request through the request gate that something beside the app answers, such as a WebSocket server: it gets
   * ids, headers, a log line and a count under `route`. `check` may throw what is to be answered.
   * @returns whether it may go on; if not, it has been answered
   */
  passGate(
    req: IncomingMessage,
    res: ServerResponse,
    route: string,
    check?: (res: ContextResponse) => void,
  ): boolean;
};

/**
 * Builds the HTTP side of a service: express over one list of routes, plus health, metrics, OpenAPI and its page.
 * Every answer carries the ids and the security headers; every failure is a problem (RFC 9457).
 */
export function createHttpApp(options: HttpAppOptions): HttpApp {
  const { service, settings, keys, health, admission = createAdmission() } = options;
  const { name, version, log, lifecycle, metrics = createMetrics(), clock = systemClock } = service;
  const routes = [
    ...options.routes,
    ...healthRoutes({ service: name, version, health, lifecycle, log, clock }),
    ...(options.metricsAuth ? [metricsRoute(metrics.registry, options.metricsAuth)] : []),
  ];
  const all = [...routes, ...docsRoutes({ service: name, version, routes })];

  const app = express().disable('x-powered-by').set('etag', false).set('trust proxy', settings.trustProxy);
  // Express's own would take any text in X-Forwarded-For for an address.
  Object.defineProperty(app.request, 'ip', {
    get(this: IncomingMessage) {
      return clientIp(this, settings.trustProxy);
    },
  });
  mountRoutes(app, all, admit(admission));
  options.mount?.(app);

  // In front of express, not inside it: one call instead of a layer each, and nothing gets past it.
  const isDraining = () => lifecycle.state === 'draining';
  const gate = createRequestGate({ log, metrics, isDraining, settings, keys });
  const notFound = createNotFound(name, options.elsewhere);
  const takeFromBudget = options.budgets && createRequestBudgets(options.budgets);
  const handle = app as unknown as Handle;
  const rejectOverload = createRejectOverload({ routes: all, admission, log, metrics });
  const listener: RequestListener = (req, plainResponse) => {
    const res = plainResponse as ServerResponse as ContextResponse;
    try {
      if (rejectOverload(req, res)) return;
      if (!gate(req, res)) return;
      if (takeFromBudget && !contextOf(res).presented?.match)
        takeFromBudget(req, clientIp(req, settings.trustProxy));
      handle(req, res, (error) => sendProblem(error ?? notFound(req), req, res));
    } catch (error) {
      sendProblem(error, req, res);
    }
  };
  const passGate: HttpApp['passGate'] = (req, plainResponse, route, check) => {
    const res = plainResponse as ContextResponse;
    Object.assign(req, { route: { path: route } });
    try {
      if (!gate(req, res)) return false;
      check?.(res);
      return true;
    } catch (error) {
      sendProblem(error, req, res);
      return false;
    }
  };
  return Object.assign(listener, { passGate, router: app.router });
}

// After its last layer express passes on an error, or nothing if no route took the request.
type Handle = (req: IncomingMessage, res: ContextResponse, done: NextFunction) => void;

function createNotFound(name: string, other: HttpAppOptions['elsewhere']) {
  const patterns = (other?.paths ?? []).map((path) => ({
    path,
    matches: new RegExp(`^${path.replace(/:\w+/g, '[^/]+').replace(/\./g, '\\.')}/?$`),
  }));
  return ({ url = '' }: IncomingMessage): HttpProblem => {
    const known = patterns.find(({ matches }) => matches.test(pathOf(url)));
    const detail = known
      ? `${known.path} es de ${other?.words} (${other?.name}, por lo general en el puerto ${other?.port}). Este servicio es ${name}.`
      : `No existe nada en esta dirección. Este servicio es ${name}; lo que tiene está en /docs.`;
    return new HttpProblem('no-encontrado', detail, { extra: atDoor });
  };
}

/** `GET /metrics` in the Prometheus text format. Prometheus sends a key only as a bearer token before its version 3. */
function metricsRoute(registry: Registry, auth: Auth): Route {
  const byToken: RequestHandler = (req, res, next) => {
    const [, token] = /^Bearer +(\S+)$/i.exec(req.get('Authorization') ?? '') ?? [];
    if (token !== undefined) req.headers[apiKeyHeader] ??= token;
    return auth(req, res, next);
  };
  return {
    method: 'get',
    path: '/metrics',
    auth: Object.assign(byToken, auth),
    doc: {
      summary: 'Métricas en formato Prometheus',
      description: 'La clave va en `X-API-Key`, o como `Authorization: Bearer`.',
      responses: { 200: { description: 'Texto Prometheus' } },
    },
    async handler(_req, res) {
      const text = await registry.metrics();
      res.setHeader('Content-Type', registry.contentType);
      res.end(text);
    },
  };
}

const apiKeyHeader = headers.apiKey.toLowerCase();
