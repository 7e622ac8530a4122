import type { IncomingHttpHeaders } from 'node:http';
import { HttpProblem, noteForLog, plainAddress, refusedOrigin } from '@relevo/service-kit';
import type { RequestHandler } from 'express';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Protects a session against requests that another site's page sends with the operator's cookie (CSRF): answers 403.
 * Belongs in front of every route that takes the cookie and changes something.
 */
export function sameOriginOnly(session: RequestHandler, allowed: readonly string[]): RequestHandler {
  return (request, response, next) => {
    if (isSameOrigin(request, allowed)) return session(request, response, next);
    noteForLog(response, refusedOrigin(request));
    return next(new HttpProblem('prohibido', 'La solicitud viene de otro sitio.'));
  };
}

/**
 * Warns, once, of a proxy that is not trusted: all visitors then seem to come from its address, and whoever types wrong
 * passwords uses up the attempts of all the others.
 */
export function warnOfProxy(
  session: RequestHandler,
  { trustProxy, log }: { trustProxy: number | false; log: { warn(fields: object, text: string): void } },
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
 * Whether a page from `origin` may talk to `host`: same origin, or one of the allowed. A request without an origin does
 * not come from a page.
 */
export function originAllowed(
  origin: string | undefined,
  host: string | undefined,
  allowed: readonly string[],
): boolean {
  if (origin === undefined || allowed.includes(origin)) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}
