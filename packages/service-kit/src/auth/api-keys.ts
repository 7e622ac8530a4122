import { hash, timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';
import { HttpProblem } from '../http/problem.ts';
import { contextOf } from '../http/request-context.ts';
import { addressOf, type RateLimits } from '../overload/rate-limit.ts';
import { type ApiKey, keyProblem, parseKeyList } from '../settings/relay-keys.ts';
import { SettingsError } from '../settings/settings.ts';
import { resolveSecret } from './kept-secret.ts';

/** The keys of the service-to-service calls. Printing or serialising this object shows none of them. */
export type ApiKeys = {
  /** The key to send. */
  readonly send: string;
  /** Who presents this key, or undefined when it is none of ours. Takes the same time either way. */
  match(candidate: string | undefined): { caller: string } | undefined;
};

/**
 * The keys from RELAY_API_KEY (`value`); in development without one, a key made once and kept in `devFile`,
 * which both services can share.
 *
 * @throws SettingsError when the list is missing, weak (in production) or cannot be sent in a header
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
    // Every key is compared, so that the time does not tell which one came close.
    let found: { caller: string } | undefined;
    for (const key of known) if (timingSafeEqual(digest, key.digest)) found = { caller: key.caller };
    return found;
  };
  const hidden = Object.defineProperty({ match }, 'send', { get: () => first.key, enumerable: false });
  return hidden as ApiKeys;
}

// Digests have one length, which timingSafeEqual needs and which hides the key's own.
function digestOf(key: string): Buffer {
  return hash('sha256', key, 'buffer');
}

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
    contextOf(res).caller = match.caller;
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
