import type { RequestHandler } from 'express';
import type { ApiKeys } from './api-keys.ts';
import { localsOf } from './locals.ts';
import { HttpProblem } from './problem.ts';
import { addressOf, type RateLimits } from './rate-limit.ts';

/**
 * Lets in only who presents a known X-API-Key; `callerOf(res)` then tells who. Use it as a route's `auth`, so
 * that a body is read only from known callers. A valid key always passes, however many wrong ones came from
 * the same address: a shop behind a shared address cannot be locked out by a neighbour.
 *
 * Answers 401 without or with a wrong key, 429 over RATE_LIMIT_PER_IP wrong ones or RATE_LIMIT_PER_KEY.
 */
export function requireApiKey(keys: Pick<ApiKeys, 'match'>, limits: RateLimits): RequestHandler {
  return (req, res, next) => {
    const presented = req.get('X-API-Key');
    const match = keys.match(presented);
    if (!match) return limits.perIp.take(addressOf(req.ip)).then(() => next(refusal(presented)), next);
    localsOf(res).caller = match.caller;
    if (!limits.perKey) return next();
    return limits.perKey.take(match.caller).then(() => next(), next);
  };
}

function refusal(presented: string | undefined): HttpProblem {
  const detail = presented
    ? 'La clave de X-API-Key no es válida.'
    : 'Falta la clave en la cabecera X-API-Key.';
  // RFC 9110 §15.5.2: a 401 names a scheme. Browsers do not know this one, so they show no dialog.
  return new HttpProblem('no-autorizado', detail, { headers: { 'WWW-Authenticate': 'ApiKey' } });
}
