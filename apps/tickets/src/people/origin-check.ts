import type { IncomingHttpHeaders } from 'node:http';
import { atDoor, HttpProblem, noteForLog, parseHost, plainAddress, refusedOrigin } from '@relevo/service-kit';
import type { RequestHandler } from 'express';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Protects a session against requests that another site's page sends with the operator's cookie (CSRF): answers 403.
 * Belongs in front of every route that takes the cookie and changes something.
 */
export function sameOriginOnly(
  session: RequestHandler,
  allowed: readonly string[],
  log: WarnLog,
): RequestHandler {
  const warn = createHostWarning(log);
  return (request, response, next) => {
    if (isSameOrigin(request, allowed)) return session(request, response, next);
    noteForLog(response, refusedOrigin(request));
    warn(request.headers);
    return next(strangePage(request.headers, 'La solicitud viene de otro sitio'));
  };
}

/**
 * Makes the 403 for a page that seems to be another site's. `motivo` tells our own page, which a proxy made a stranger by
 * changing Host, what to show: `nombre` or `puerto`. The name itself is not told: it may be one of the inner network.
 */
export function strangePage(headers: IncomingHttpHeaders, what: string): HttpProblem {
  const difference = differenceOf(headers);
  if (difference === 'otro-sitio') return new HttpProblem('prohibido', `${what}.`, { extra: atDoor });
  const detail = `${what}, o el proxy que está delante cambia la cabecera Host (nginx: proxy_set_header Host $http_host;).`;
  return new HttpProblem('prohibido', detail, { extra: { ...atDoor, motivo: difference } });
}

/** How the address that the request has come to differs from that of its page. */
function differenceOf({ origin, host, ...headers }: IncomingHttpHeaders): 'nombre' | 'puerto' | 'otro-sitio' {
  const page = pageOf(origin);
  const crossSite = headers['sec-fetch-site'] === 'cross-site';
  if (crossSite || !page || host === undefined) return 'otro-sitio';
  return parseHost(host, page.scheme)?.name === page.name ? 'puerto' : 'nombre';
}

type WarnLog = { warn(fields: object, text: string): void };

/** Warns of a proxy that changes Host, once for each pair of Host and Origin, a few in all: anybody may send either. */
export function createHostWarning(log: WarnLog): (headers: IncomingHttpHeaders) => void {
  const warned = new Set<string>();
  return (headers) => {
    if (differenceOf(headers) === 'otro-sitio' || warned.size >= mostWarnings) return;
    const seen = refusedOrigin({ headers });
    const pair = `${seen.host} ${seen.origin}`;
    if (!warned.has(pair)) log.warn(seen, changedHost);
    warned.add(pair);
  };
}

const mostWarnings = 20;
const changedHost =
  'a page was refused: the Host that arrives is not its address. Let the proxy in front pass Host on ' +
  '(nginx: proxy_set_header Host $http_host;) or add the origin to CORS_ALLOWED_ORIGINS';

/**
 * Warns, once, of a proxy that is not trusted: all visitors then seem to come from its address, and whoever types wrong
 * passwords uses up the attempts of all the others.
 */
export function warnOfProxy(
  session: RequestHandler,
  { trustProxy, log }: { trustProxy: number | false; log: WarnLog },
): RequestHandler {
  let warned = trustProxy !== false;
  return (request, response, next) => {
    const forwarded = request.headers['x-forwarded-for'];
    if (!warned && forwarded !== undefined) {
      warned = true;
      const hops = String(forwarded).split(',').length;
      log.warn({ address: plainAddress(request.ip), hops }, untrustedProxy);
    }
    return session(request, response, next);
  };
}

const untrustedProxy =
  'there seems to be a proxy in front: set TRUST_PROXY, or visitors share one limit of sign-ins';

/**
 * Whether a request cannot come from another site's page, going by `Origin` and Fetch Metadata. A request that changes
 * nothing may come from anywhere, because another site cannot read the answer.
 */
export function isSameOrigin(
  { method, headers }: { method: string; headers: IncomingHttpHeaders },
  allowed: readonly string[],
): boolean {
  if (safeMethods.has(method)) return true;
  return headers['sec-fetch-site'] !== 'cross-site' && originAllowed(headers.origin, headers.host, allowed);
}

/**
 * Whether a page from `origin` may talk to `host`: same origin, or one of the allowed. They are compared as addresses,
 * because a proxy may write the port that the page's address leaves out, or capitals. A request without an origin does not
 * come from a page.
 */
export function originAllowed(
  origin: string | undefined,
  host: string | undefined,
  allowed: readonly string[],
): boolean {
  if (origin === undefined || allowed.includes(origin)) return true;
  const page = pageOf(origin);
  const asked = page && host !== undefined && parseHost(host, page.scheme);
  return Boolean(asked && asked.name === page.name && asked.port === page.port);
}

/** The address of a page by its `Origin`; undefined for one without, such as that of a sandboxed frame. */
function pageOf(origin = ''): { scheme: string; name: string; port: string } | undefined {
  const [, scheme = '', host = ''] = /^(https?:)\/\/(.*)$/i.exec(origin) ?? [];
  const address = parseHost(host, scheme);
  return address && { scheme, ...address };
}
