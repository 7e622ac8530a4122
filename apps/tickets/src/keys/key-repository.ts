import { hash, randomBytes } from 'node:crypto';
import { type Key, type KeyState, maxLiveKeys, type NewKey } from '@relevo/contract';
import type { Storage } from '@relevo/storage';
import type { Author } from '../audit/audit-procedures.ts';
import {
  type AddKeyOutcome,
  type HashedSecret,
  type KeyRow,
  type keyProcedures,
  type RotateOutcome,
  selectKeys,
  toKey,
  toLiveKey,
} from './key-procedures.ts';

/** Port: the keys of shops, monitors and integrations. Secrets come in plain and are stored as hashes. Times: epoch ms.
 * `by`: who does it, for the audit log; somebody at the console if nobody is named. */
export type KeyRepository = {
  /** Those in use before those revoked, each group the newest first. */
  list(now: number): Promise<Key[]>;
  add(key: NewKey, secret: string, now: number, by?: Author): Promise<AddKeyOutcome>;
  /** Gives a key another secret; the one it had works until `until`. */
  rotate(
    id: number,
    secret: string,
    times: { until: number; now: number; by?: Author },
  ): Promise<RotateOutcome>;
  /** Undefined when there is no such key. */
  revoke(id: number, now: number, by?: Author): Promise<Key | undefined>;
  /** Reads synchronously which version of the keys is stored, whoever stored it. */
  version(): string;
  /** Every key in use. Reads synchronously, all of one moment. */
  live(): KeyState;
  noteUse(used: readonly { id: number; at: number }[]): Promise<void>;
};

/** Keys in SQLite. */
export function createKeyRepository(storage: Storage<typeof keyProcedures>): KeyRepository {
  const { reader, write } = storage;
  const version = () =>
    reader.get<{ version: string }>('SELECT version FROM api_keys_version')?.version ?? '';
  return {
    list: async (now) =>
      reader
        .all<KeyRow>(`${selectKeys} ORDER BY revoked_at IS NOT NULL, id DESC LIMIT ?`, [mostListed])
        .map((row) => toKey(row, now)),
    add: ({ nombre: name, fuente: caller, alcances: scopes }, secret, now, by) =>
      write('addKey', { name, caller, scopes, secret: hashSecret(secret), now, by, most: maxLiveKeys }),
    rotate: (id, secret, times) => write('rotateKey', { id, secret: hashSecret(secret), ...times }),
    revoke: (id, now, by) => write('revokeKey', { id, now, by }),
    version,
    live: () =>
      reader.transaction(() => ({
        version: version(),
        claves: reader.all<KeyRow>(`${selectKeys} WHERE revoked_at IS NULL ORDER BY id`).map(toLiveKey),
      })),
    noteUse: (used) => write('noteKeyUse', { used }),
  };
}

/** Revoked keys stay in the table for good; the oldest of them leave the list. */
const mostListed = 500;

/** Makes a key: 32 random bytes, with a beginning by which scanners of leaked secrets find it. */
export function newSecret(): string {
  return `relevo_${randomBytes(32).toString('base64url')}`;
}

/** What is stored of a key. A plain SHA-256 is enough: nobody can try all of 2^256 keys, as they can try passwords. */
export function hashSecret(secret: string): HashedSecret {
  return { hash: hash('sha256', secret, 'base64url'), prefix: secret.slice(0, 'relevo_'.length + 6) };
}
