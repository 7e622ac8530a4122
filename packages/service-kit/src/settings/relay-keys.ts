import refusedKeys from './refused-keys.json' with { type: 'json' };

const refused = new Set(refusedKeys.keys);

/** One accepted key and the name under which its requests are known. */
export type ApiKey = { caller: string; key: string };

/** The caller of a key that names none. A rotation must not change it: (caller, numero) is the idempotency key. */
export const defaultCaller = 'tienda';

/**
 * Reads RELAY_API_KEY: comma-separated keys, each `key` or `caller:key`. The text before the first colon is a caller only
 * if it looks like one (a-z, 0-9, dash, at most 32 characters), so that a key may contain colons.
 */
export function parseKeyList(value: string): ApiKey[] {
  return value
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .map((entry) => {
      const [, caller = defaultCaller, key = entry] = /^([a-z0-9-]{1,32}):(.+)$/s.exec(entry) ?? [];
      return { caller, key };
    });
}

/** Says what makes this RELAY_API_KEY unusable, without a key in the text; undefined if nothing does. */
export function keyProblem(value: string | undefined, production: boolean): string | undefined {
  const keys = parseKeyList(value ?? '').map(({ key }) => key);
  if (keys.length === 0) return production ? 'is required in production' : undefined;
  if (keys.some((key) => !/^[\x21-\x7e]+$/.test(key))) return 'may hold only visible ASCII without spaces';
  if (new Set(keys).size < keys.length) return 'names the same key twice';
  if (production && keys.some(isWeak)) {
    return 'holds a weak or well-known key; each needs at least 24 random characters (openssl rand -base64 32)';
  }
  return undefined;
}

function isWeak(key: string): boolean {
  return key.length < 24 || refused.has(key.toLowerCase());
}
