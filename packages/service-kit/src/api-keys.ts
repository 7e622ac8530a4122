import { hash, timingSafeEqual } from 'node:crypto';
import { type ApiKey, keyProblem, parseKeyList } from './api-key-list.ts';
import { resolveSecret } from './kept-secret.ts';
import { SettingsError } from './settings.ts';

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
