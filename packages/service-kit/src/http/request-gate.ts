import type { IncomingMessage } from 'node:http';
import { headers } from '@relevo/contract';
import cors from 'cors';
import type { Logger } from '../observe/log.ts';
import type { Metrics } from '../observe/metrics.ts';
import type { HttpSettings } from '../settings/common-settings.ts';
import { atDoor, HttpProblem, unavailable } from './problem.ts';
import {
  type ContextResponse,
  clientIp,
  contextOf,
  type KeyRing,
  loggable,
  noteForLog,
  plainAddress,
  type RequestContext,
  readTrace,
} from './request-context.ts';
import { type Header, securityHeaders, securityHeadersOf } from './security-headers.ts';

/** The settings that the gate reads. */
export type GateSettings = Pick<HttpSettings, 'corsOrigins' | 'allowedHosts' | 'trustProxy'>;

/**
 * Makes the function that every request passes first: it sets ids and headers, arranges the log line, and refuses what may
 * not come in. One function and not several layers, because it is the hot path.
 *
 * The function returns false if it has answered the request itself (a CORS preflight).
 *
 * @throws HttpProblem 503 while draining, 400 for a Host that is missing, sent twice, malformed or not allowed
 */
export function createRequestGate(deps: {
  log: Logger;
  metrics: Metrics;
  isDraining: () => boolean;
  settings: GateSettings;
  /** Matched once for each request that presents a key; `requireApiKey` takes the result. */
  keys?: KeyRing;
}): (req: IncomingMessage, res: ContextResponse) => boolean {
  const { log, metrics, isDraining, settings, keys } = deps;
  const answerCors = settings.corsOrigins.length > 0 ? createCors(settings.corsOrigins) : undefined;
  const allowedHosts = new Set(settings.allowedHosts.map((host) => parseHost(host)?.name ?? host));
  const headersByHost = new Map<string, readonly Header[]>();

  return (req, res) => {
    const startedAt = performance.now();
    req.url = normalizeUrl(req.url ?? '/');
    const path = pathOf(req.url);
    const trace = readTrace(req.headers);
    const key = keyIn(req);
    const presented = key === undefined || !keys ? undefined : { keys, match: keys.match(key) };
    res.locals = { trace, log, presented } satisfies RequestContext;
    res.setHeader('X-Request-Id', trace.requestId);
    const { host } = req.headers;
    const headersOfHost = host === undefined ? undefined : cachedHeaders(headersByHost, host);
    for (const [name, value] of headersOfHost ?? securityHeaders) res.setHeader(name, value);
    res.once('close', () => {
      const ms = performance.now() - startedAt;
      reportRequest({ req, res, path, ms, log, metrics, trustProxy: settings.trustProxy });
    });

    const probe = probes.has(path);
    if (isDraining()) {
      res.setHeader('Connection', 'close');
      if (!probe) throw unavailable('El servicio se está deteniendo.', 5);
    }
    refuseBadHost(req, { known: headersOfHost !== undefined, probe });
    // The other service calls by a name of the inner network. A page on a foreign name (DNS rebinding) has no key.
    if (allowedHosts.size > 0 && !probe && !presented?.match) refuseOtherHosts(host, allowedHosts, res);
    return answerCors ? answerCors(req, res) : true;
  };
}

const apiKeyHeader = headers.apiKey.toLowerCase();

// The platform asks these by address, not by name, many times a minute and also while the service drains.
const probes = new Set(['/healthz', '/livez', '/readyz', '/metrics']);

function keyIn({ headers: sent }: IncomingMessage): string | undefined {
  const key = sent[apiKeyHeader];
  return typeof key === 'string' ? key : undefined;
}

/**
 * Refuses what two servers in a row may read in two ways (RFC 9112 §3.2): no Host, two, or one that is no host. A load
 * balancer's probe may be HTTP/1.0 without one.
 *
 * @param host.known whether there is a Host, and it is well formed
 */
function refuseBadHost(req: IncomingMessage, host: { known: boolean; probe: boolean }): void {
  if (req.httpVersionMajor !== 1) throw badRequest('Esta versión de HTTP no se admite.');
  if (hostsIn(req.rawHeaders) > 1) throw badRequest('La cabecera Host vino más de una vez.');
  if (host.known || (host.probe && req.headers.host === undefined && req.httpVersion === '1.0')) return;
  throw badRequest(
    req.headers.host === undefined ? 'Falta la cabecera Host.' : 'La cabecera Host no es válida.',
  );
}

/** Returns the security headers of this host, computed once; undefined if it is not a host with an optional port. */
function cachedHeaders(cache: Map<string, readonly Header[]>, host: string): readonly Header[] | undefined {
  const known = cache.get(host);
  if (known || !hostAndPort.test(host)) return known;
  // Anybody may name hosts, as long as ALLOWED_HOSTS is not set.
  if (cache.size >= mostHosts) cache.clear();
  const made = securityHeadersOf(host);
  cache.set(host, made);
  return made;
}

const mostHosts = 100;
const hostAndPort = /^(?:[a-z0-9_](?:[a-z0-9._-]{0,253})|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/i;

// `headers` holds the first one only.
function hostsIn(rawHeaders: readonly string[]): number {
  let found = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? '';
    if (name.length === 4 && name.toLowerCase() === 'host') found += 1;
  }
  return found;
}

function badRequest(detail: string): HttpProblem {
  return new HttpProblem('datos-invalidos', detail, { headers: { Connection: 'close' }, extra: atDoor });
}

// RFC 9110 has 421 for this, but a client may repeat a 421 on another connection; 400 is final.
function refuseOtherHosts(host = '', allowed: Set<string>, res: ContextResponse): void {
  if (allowed.has(parseHost(host)?.name ?? host.toLowerCase())) return;
  noteForLog(res, { host: loggable(host) });
  const detail =
    'El nombre de servidor (Host) no se admite: falta en ALLOWED_HOSTS, o el proxy que está delante lo cambia.';
  throw new HttpProblem('datos-invalidos', detail, { extra: atDoor });
}

/**
 * Reads a Host as an address, the way browsers do: lower case, IPv6 in its short form, no dot at the end.
 *
 * @param scheme whose port is meant where none is named
 * @returns undefined for what is no host with an optional port
 */
export function parseHost(host: string, scheme = 'http:'): { name: string; port: string } | undefined {
  const text = host.includes('[') || host.split(':').length < 3 ? host : `[${host}]`;
  const url = /^[^\s/?#@\\]+$/.test(text) ? URL.parse(`${scheme}//${text}`) : null;
  if (!url || !(url.protocol in defaultPorts)) return undefined;
  return { name: url.hostname.replace(/\.$/, ''), port: url.port || defaultPorts[url.protocol] || '' };
}

const defaultPorts: Record<string, string> = { 'http:': '80', 'https:': '443' };

function createCors(origins: string[]): (req: IncomingMessage, res: ContextResponse) => boolean {
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

/**
 * Counts a finished request and writes its log line: what was asked, from where, by whose key. Without the query: it may
 * hold a customer's name.
 */
function reportRequest(done: {
  req: IncomingMessage;
  res: ContextResponse;
  path: string;
  ms: number;
  log: Logger;
  metrics: Metrics;
  trustProxy: GateSettings['trustProxy'];
}): void {
  const { req, res, path, ms, log, metrics, trustProxy } = done;
  const method = req.method ?? '';
  const status = res.statusCode;
  metrics.observeRequest(method, routeOf(req), status, ms / 1000);
  const { trace, problem, quiet, key, noted } = contextOf(res);
  const level = quiet || probes.has(path) ? 'debug' : 'info';
  if (!log.isLevelEnabled(level)) return;
  const line: Record<string, unknown> = { requestId: trace.requestId, method, path, status };
  line.ms = Math.round(ms * 10) / 10;
  line.address = plainAddress(clientIp(req, trustProxy));
  if (key) line.caller = key.caller;
  // Of people at a page it says nothing that is worth its bytes; of a service, and of whoever is refused, it does.
  if (key || refused.has(status)) line.userAgent = userAgentOf(req);
  if (problem) Object.assign(line, problem);
  if (noted) Object.assign(line, noted);
  // The client left before the answer reached it. That is not our fault, so the level stays. A response to an upgrade is
  // written by who handles it.
  const answered = res.writableFinished || status === 101;
  log[level](line, answered ? 'request' : 'request aborted by the client');
}

const refused = new Set([401, 403, 429]);

// A client that sends its key under a wrong name must not find it in the log.
function userAgentOf(req: IncomingMessage): string | undefined {
  const sent = req.headers['user-agent'];
  const key = keyIn(req);
  if (sent === undefined) return undefined;
  return key && sent.includes(key) ? '[redacted]' : loggable(sent);
}

// express keeps the matched route in `req.route`. Its path is the pattern, because every pattern is mounted alone.
function routeOf(req: IncomingMessage & { route?: { path?: unknown } }): string {
  return typeof req.route?.path === 'string' ? req.route.path : 'other';
}

/**
 * Brings a request target into the form that the routes know: repeated slashes in the path become one (a base URL with a
 * trailing slash causes them), and the absolute form that proxies send (RFC 9112 §3.2.2) loses its host.
 */
export function normalizeUrl(url: string): string {
  if (url.startsWith('/') && !url.includes('//')) return url;
  const target = url.replace(/^https?:\/\/[^/?]*/i, '');
  const path = pathOf(target);
  return path.replace(/\/{2,}/g, '/') + target.slice(path.length);
}

/** Returns the path of a request target, without its query. */
export function pathOf(url: string): string {
  const end = url.indexOf('?');
  return end === -1 ? url : url.slice(0, end);
}
