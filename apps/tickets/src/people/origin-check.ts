import type { IncomingHttpHeaders } from 'node:http';
import { HttpProblem, noteForLog, refusedOrigin } from '@relevo/service-kit';
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
