import { hash } from 'node:crypto';
import { grantedBy, type LiveKey, type Scope, scopes } from '@relevo/contract';
import type { RequestHandler } from 'express';
import { HttpProblem } from '../http/problem.ts';
import { contextOf, type MatchedKey } from '../http/request-context.ts';
import type { Auth } from '../http/routes.ts';
import { addressOf, type RateLimits } from '../overload/rate-limit.ts';
import { type ApiKey, keyProblem, parseKeyList } from '../settings/relay-keys.ts';
import { SettingsError } from '../settings/settings.ts';
import { keptSecret } from './kept-secret.ts';

/**
 * The keys that a service accepts: those of the environment, which may do everything, and those of the table, which can
 * change at any time. Printing or serialising the object shows none of them.
 */
export type ApiKeys = {
  /** The key to send: the first of the environment. */
  readonly send: string;
  /** Returns whose key this is, or undefined if it is none of ours. Compares with all keys, whichever it is. */
  match(candidate: string | undefined): MatchedKey | undefined;
  /** Whether a key that matched once is still accepted: not for whoever has rotated or revoked it since. */
  isLive(key: MatchedKey): boolean;
  /** Takes these as the keys of the table from now on. One that stays the same keeps matching as the same object. */
  replace(keys: readonly LiveKey[]): void;
  /** Returns the ids of the keys of the table that have matched since the last call. */
  takeUsed(): number[];
};

type Now = () => number;
type Known = { digest: Buffer; key: MatchedKey; until: number; used: boolean };

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
  now?: Now;
}): ApiKeys {
  const { value, production, devFile, now = Date.now } = options;
  const message = keyProblem(value, production);
  if (message) throw new SettingsError([{ variable: 'RELAY_API_KEY', message }]);
  const given = parseKeyList(value ?? '');
  return createKeyRing(given.length > 0 ? given : parseKeyList(keptSecret(devFile)), now);
}

function createKeyRing(environment: ApiKey[], now: Now): ApiKeys {
  const [first] = environment;
  if (!first) throw new SettingsError([{ variable: 'RELAY_API_KEY', message: 'is required' }]);
  const fixed = environment.map(fromEnvironment);
  let table: Known[] = [];
  let all = fixed;
  let digests = wordsOf(all.map(({ digest }) => digest));

  const isDue = ({ until }: Known) => until === forEver || now() < until;

  const match: ApiKeys['match'] = (candidate) => {
    if (!candidate) return undefined;
    const found = all[indexOf(digestOf(candidate), digests)];
    if (!found || !isDue(found)) return undefined;
    found.used = true;
    return found.key;
  };

  const hidden: Omit<ApiKeys, 'send'> = {
    match,
    isLive: (key) => all.some((known) => known.key === key && isDue(known)),
    replace(keys) {
      const before = new Map(table.map((known) => [identityOf(known), known]));
      table = keys
        .flatMap(fromTable)
        .map((known) => ({ ...known, ...keptOf(before.get(identityOf(known))) }));
      all = [...fixed, ...table];
      digests = wordsOf(all.map(({ digest }) => digest));
    },
    takeUsed() {
      const used = table.filter((known) => known.used);
      for (const known of used) known.used = false;
      return [...new Set(used.map(({ key }) => key.keyId ?? 0))];
    },
  };
  return Object.defineProperty(hidden, 'send', { get: () => first.key, enumerable: false }) as ApiKeys;
}

const forEver = Number.POSITIVE_INFINITY;

function fromEnvironment({ caller, key }: ApiKey): Known {
  const matched = { caller, keyId: null, name: 'RELAY_API_KEY', scopes: new Set(scopes) };
  return { digest: digestOf(key), key: matched, until: forEver, used: false };
}

// Each secret of a key has an entry of its own: whoever came in by the old one goes when that ends.
function fromTable({ id, nombre, fuente, alcances, huellas }: LiveKey): Known[] {
  return huellas.map(({ huella, hasta }) => ({
    digest: Buffer.from(huella, 'base64url'),
    key: { caller: fuente, keyId: id, name: nombre, scopes: grantedBy(alcances) },
    until: hasta === null ? forEver : Date.parse(hasta),
    used: false,
  }));
}

// Not its end: that of the secret before a rotation is set while somebody may be connected by it.
function identityOf({ digest, key }: Known): string {
  return JSON.stringify([digest.toString('base64url'), key.keyId, key.caller, key.name, ...key.scopes]);
}

function keptOf(before: Known | undefined): Partial<Known> {
  return before ? { key: before.key, used: before.used } : {};
}

// Its digest stands for a key: all have the same length, which hides that of the key.
function digestOf(key: string): Buffer {
  return hash('sha256', key, 'buffer');
}

const words = 8;

/** Returns the digests as one list of 32-bit words. */
function wordsOf(digests: readonly Buffer[]): Int32Array {
  const list = new Int32Array(digests.length * words);
  for (const [key, digest] of digests.entries())
    for (let at = 0; at < words; at += 1) list[key * words + at] = digest.readInt32LE(at * 4);
  return list;
}

/**
 * Returns which of the digests this is, or -1. Goes through all of them to the end, without a branch that depends on what it
 * finds, so that the time reveals neither whether one matched nor which came close. Costs a tenth of `timingSafeEqual` for
 * each, which counts with a hundred keys.
 */
function indexOf(digest: Buffer, digests: Int32Array): number {
  const wanted = wordsOf([digest]);
  let found = -1;
  for (let start = 0; start < digests.length; start += words) {
    let difference = 0;
    for (let at = 0; at < words; at += 1)
      difference |= (digests[start + at] as number) ^ (wanted[at] as number);
    // All ones where they differ, and zero where they are the same.
    const differs = (difference | -difference) >> 31;
    found = (found & differs) | ((start / words) & ~differs);
  }
  return found;
}

/**
 * Makes a route's `auth`: it admits only a caller whose X-API-Key is known and may do what `scope` says, before the body
 * is read; `callerOf(res)` and `keyOf(res)` then say whose it is. A valid key always passes, however many wrong ones came
 * from the same address, so that a neighbour behind a shared address cannot lock a shop out.
 *
 * Answers 401 without a key or with a wrong one, 403 to a key without the scope (with `null` to every key), 429 above RATE_LIMIT_PER_IP wrong keys or
 * RATE_LIMIT_PER_KEY requests.
 */
export function requireApiKey(keys: Pick<ApiKeys, 'match'>, limits: RateLimits, scope: Scope | null): Auth {
  const admit: RequestHandler = (req, res, next) => {
    const presented = req.get('X-API-Key');
    const known = contextOf(res).presented;
    const match = known?.keys === keys ? known.match : keys.match(presented);
    if (!match) return limits.perIp.take(addressOf(req.ip)).then(() => next(refusal(presented)), next);
    if (scope === null)
      return next(new HttpProblem('prohibido', 'Esto lo hace una persona: no hay clave que alcance.'));
    if (!match.scopes.has(scope)) return next(outOfScope(scope));
    contextOf(res).key = match;
    if (!limits.perKey || contextOf(res).askedAgain) return next();
    return limits.perKey.take(match.caller).then(() => next(), next);
  };
  return scope === null ? admit : Object.assign(admit, { scope });
}

function refusal(presented: string | undefined): HttpProblem {
  const detail = presented
    ? 'La clave de X-API-Key no es válida.'
    : 'Falta la clave en la cabecera X-API-Key.';
  // RFC 9110 §15.5.2: a 401 names a scheme. Browsers do not know this one and show no dialog.
  return new HttpProblem('no-autorizado', detail, { headers: { 'WWW-Authenticate': 'ApiKey' } });
}

/** Makes the 403 for a key that may not do this. `field`: what in the body needs the scope, if it is not the route. */
export function outOfScope(scope: Scope, field?: string): HttpProblem {
  if (field === undefined) {
    const detail = `La clave no tiene el alcance "${scope}".`;
    return new HttpProblem('prohibido', detail, { extra: { alcance: scope } });
  }
  const mensaje = `así sólo lo puede enviar una clave con el alcance "${scope}"`;
  const detail = `La clave no tiene el alcance "${scope}", que hace falta para este valor de ${field}.`;
  return new HttpProblem('prohibido', detail, {
    errores: [{ campo: field, mensaje }],
    extra: { alcance: scope },
  });
}
