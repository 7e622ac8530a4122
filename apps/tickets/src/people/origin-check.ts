import type { IncomingHttpHeaders } from 'node:http';
import { HttpProblem } from '@relevo/service-kit';
import type { RequestHandler } from 'express';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * The session, but closed to what another site's page sends with the operator's cookie (CSRF).
 * Answers 403. Where the cookie comes by itself, this stands in front of whatever changes something.
 */
export function onlyOwnPages(session: RequestHandler, allowed: readonly string[]): RequestHandler {
  return (request, response, next) => {
    if (comesFromOwnPage(request, allowed)) return session(request, response, next);
    return next(new HttpProblem('prohibido', 'La solicitud viene de otro sitio.'));
  };
}

/**
 * Whether no page of another site sent this, as far as a browser tells: by `Origin`, and by Fetch Metadata.
 * What changes nothing may come from anywhere, because no other site can read the answer.
 */
export function comesFromOwnPage(
  { method, headers }: { method: string; headers: IncomingHttpHeaders },
  allowed: readonly string[],
): boolean {
  if (safeMethods.has(method)) return true;
  return headers['sec-fetch-site'] !== 'cross-site' && originAllowed(headers.origin, headers.host, allowed);
}

/**
 * Whether a page from `origin` may open a socket to `host`: same origin, or one of the allowed. A request without
 * an origin comes from no page. Without this check any site could open one with the operator's cookie.
 */
export function originAllowed(
  origin: string | undefined,
  host: string | undefined,
  allowed: readonly string[],
): boolean {
  if (origin === undefined || allowed.includes(origin)) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}
