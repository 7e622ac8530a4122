import { hash, timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';
import { HttpProblem } from '../http/problem.ts';
import { contextOf } from '../http/request-context.ts';
import { addressOf, type RateLimits } from '../overload/rate-limit.ts';
import { type ApiKey, keyProblem, parseKeyList } from '../settings/relay-keys.ts';
import { SettingsError } from '../settings/settings.ts';
import { resolveSecret } from './kept-secret.ts';

/** The keys of the service-to-service calls. Printing or serialising the object shows none of them. */
export type ApiKeys = {
  /** The key to send. */
  readonly send: string;
  /** Returns who presents this key, or undefined if it is none of ours. Takes the same time either way. */
  match(candidate: string | undefined): { caller: string } | undefined;
};

/**
 * Reads the keys from RELAY_API_KEY (`value`). In development without one, makes a key once and keeps it in `devFile`,
 * which both services can share.
 *
 * @throws SettingsError if the list is missing, weak (in production) or cannot be sent in a header
 */
export function resolveApiKeys(options: {
  value: string | undefined;
  production: boolean;
  devFile: string;
}): ApiKeys {
  const { value, production, devFile } = options;
  const message = keyProblem(value, production);
  if (message) throw new SettingsError([{ variable: 'RELAY_API_KEY', message }]);
  const given = parseKeyList(value ?? '');
  return hideKeys(given.length > 0 ? given : parseKeyList(resolveSecret({ value: undefined, devFile })));
}

function hideKeys(keys: ApiKey[]): ApiKeys {
  const [first] = keys;
  if (!first) throw new SettingsError([{ variable: 'RELAY_API_KEY', message: 'is required' }]);
  const known = keys.map(({ caller, key }) => ({ caller, digest: digestOf(key) }));
  const match: ApiKeys['match'] = (candidate) => {
    if (!candidate) return undefined;
    const digest = digestOf(candidate);
    // Every key is compared, so that the time does not reveal which one came close.
    let found: { caller: string } | undefined;
    for (const key of known) if (timingSafeEqual(digest, key.digest)) found = { caller: key.caller };
    return found;
  };
  const hidden = Object.defineProperty({ match }, 'send', { get: () => first.key, enumerable: false });
  return hidden as ApiKeys;
}

// All digests have the same length: timingSafeEqual needs that, and it hides the length of the key.
function digestOf(key: string): Buffer {
  return hash('sha256', key, 'buffer');
}

/**
 * Makes a route's `auth`: it admits only a caller with a known X-API-Key, before the body is read; `callerOf(res)` then
 * returns the caller. A valid key always passes, however many wrong ones came from the same address, so that a neighbour
 * behind a shared address cannot lock a shop out.
 *
 * Answers 401 without a key or with a wrong one, 429 above RATE_LIMIT_PER_IP wrong keys or RATE_LIMIT_PER_KEY requests.
 */
export function requireApiKey(keys: Pick<ApiKeys, 'match'>, limits: RateLimits): RequestHandler {
  return (req, res, next) => {
    const presented = req.get('X-API-Key');
    const match = keys.match(presented);
    if (!match) return limits.perIp.take(addressOf(req.ip)).then(() => next(refusal(presented)), next);
    contextOf(res).caller = match.caller;
    if (!limits.perKey) return next();
    return limits.perKey.take(match.caller).then(() => next(), next);
  };
}

function refusal(presented: string | undefined): HttpProblem {
  const detail = presented
    ? 'La clave de X-API-Key no es válida.'
    : 'Falta la clave en la cabecera X-API-Key.';
  // RFC 9110 §15.5.2: a 401 names a scheme. Browsers do not know this one and show no dialog.
  return new HttpProblem('no-autorizado', detail, { headers: { 'WWW-Authenticate': 'ApiKey' } });
}
