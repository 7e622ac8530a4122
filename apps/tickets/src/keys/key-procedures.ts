import type { Key, LiveKey, Scope } from '@relevo/contract';
import { type Db, prepared } from '@relevo/storage/procedures';
import { type Author, recordAudit, theConsole } from '../audit/audit-procedures.ts';

/**
 * Writes on keys, for the writer thread and for the command line, which is the author of a change where
 * nobody else is named as `by`. Only hashes come in, never a key. Times are epoch milliseconds.
 */
export const keyProcedures = { addKey, rotateKey, revokeKey, noteKeyUse };

/** What is stored of a secret: its hash, and how it begins. */
export type HashedSecret = { hash: string; prefix: string };

type AddKey = {
  name: string;
  caller: string;
  scopes: readonly Scope[];
  secret: HashedSecret;
  now: number;
  by?: Author;
};

/** `too-many`: as many keys are in use as there may be. */
export type AddKeyOutcome = { kind: 'added'; key: Key } | { kind: 'too-many' };

function addKey(db: Db, { most, by = theConsole, ...key }: AddKey & { most: number }): AddKeyOutcome {
  const { inUse } = prepared(db, countLive).get() as { inUse: number };
  if (inUse >= most) return { kind: 'too-many' };
  const { id } = prepared(db, insertKey).get({
    ...key.secret,
    name: key.name,
    caller: key.caller,
    scopes: JSON.stringify(key.scopes),
    now: key.now,
  }) as { id: number };
  const detalle = { clave: id, fuente: key.caller, alcances: [...key.scopes] };
  recordAudit(db, { ...by, en: key.now, accion: 'clave-api-creada', que: key.name, detalle });
  return { kind: 'added', key: changed(db, id, key.now) };
}

/** `revoked`: a key that was revoked does not come back. */
export type RotateOutcome = { kind: 'rotated'; key: Key } | { kind: 'unknown' | 'revoked' };

type RotateKey = { id: number; secret: HashedSecret; until: number; now: number; by?: Author };

/**
 * Gives a key another secret. The one it had works until `until`, if that is later than `now`; one from before that ends at
 * once.
 */
function rotateKey(db: Db, { id, secret, until, now, by = theConsole }: RotateKey): RotateOutcome {
  const row = findKey(db, id);
  if (!row) return { kind: 'unknown' };
  if (row.revoked_at !== null) return { kind: 'revoked' };
  const previous =
    until > now
      ? { previousHash: row.hash, previousPrefix: row.prefix, previousUntil: until }
      : { previousHash: null, previousPrefix: null, previousUntil: null };
  prepared(db, updateSecret).run({ id, ...secret, ...previous });
  const detalle = { clave: id, fuente: row.caller, anterior_hasta: until > now ? toIso(until) : null };
  recordAudit(db, { ...by, en: now, accion: 'clave-api-rotada', que: row.name, detalle });
  return { kind: 'rotated', key: changed(db, id, now) };
}

/** Ends a key with all its secrets. Returns undefined if there is no such key. Idempotent. */
function revokeKey(
  db: Db,
  { id, now, by = theConsole }: { id: number; now: number; by?: Author },
): Key | undefined {
  const row = findKey(db, id);
  if (!row) return undefined;
  if (row.revoked_at !== null) return toKey(row, now);
  prepared(db, updateRevoked).run({ id, now });
  const detalle = { clave: id, fuente: row.caller };
  recordAudit(db, { ...by, en: now, accion: 'clave-api-revocada', que: row.name, detalle });
  return changed(db, id, now);
}

/** Writes when keys were last used. Is no change of the keys: nobody has to learn of it. */
function noteKeyUse(db: Db, { used }: { used: readonly { id: number; at: number }[] }): void {
  for (const one of used) prepared(db, updateUsed).run(one);
}

function changed(db: Db, id: number, now: number): Key {
  prepared(db, `UPDATE api_keys_version SET version = lower(hex(randomblob(8)))`).run();
  return toKey(findKey(db, id) as KeyRow, now);
}

function findKey(db: Db, id: number): KeyRow | undefined {
  return prepared(db, `${selectKeys} WHERE id = ?`).get(id) as KeyRow | undefined;
}

const countLive = 'SELECT count(*) AS inUse FROM api_keys WHERE revoked_at IS NULL';

const insertKey = `
  INSERT INTO api_keys (name, caller, scopes, hash, prefix, created_at)
  VALUES (@name, @caller, @scopes, @hash, @prefix, @now) RETURNING id`;

const updateSecret = `
  UPDATE api_keys
  SET hash = @hash, prefix = @prefix,
      previous_hash = @previousHash, previous_prefix = @previousPrefix, previous_until = @previousUntil
  WHERE id = @id`;

const updateRevoked = `
  UPDATE api_keys
  SET revoked_at = @now, previous_hash = NULL, previous_prefix = NULL, previous_until = NULL
  WHERE id = @id`;

const updateUsed = 'UPDATE api_keys SET used_at = max(coalesce(used_at, 0), @at) WHERE id = @id';

/** A row of `api_keys`. */
export type KeyRow = {
  id: number;
  name: string;
  caller: string;
  scopes: string;
  hash: string;
  prefix: string;
  previous_hash: string | null;
  previous_prefix: string | null;
  previous_until: number | null;
  created_at: number;
  used_at: number | null;
  revoked_at: number | null;
};

export const selectKeys = 'SELECT * FROM api_keys';

/** The key as the admin sees it: without its hash. */
export function toKey(row: KeyRow, now: number): Key {
  const { previous_prefix: prefijo, previous_until: until } = row;
  return {
    id: row.id,
    nombre: row.name,
    fuente: row.caller,
    alcances: JSON.parse(row.scopes) as Scope[],
    prefijo: row.prefix,
    creada_en: toIso(row.created_at),
    usada_en: row.used_at === null ? null : toIso(row.used_at),
    revocada_en: row.revoked_at === null ? null : toIso(row.revoked_at),
    anterior: prefijo === null || until === null || until <= now ? null : { prefijo, hasta: toIso(until) },
  };
}

/** The key as the services know it: by the hashes of its secrets. */
export function toLiveKey(row: KeyRow): LiveKey {
  const { previous_hash: previous, previous_until: until } = row;
  return {
    id: row.id,
    nombre: row.name,
    fuente: row.caller,
    alcances: JSON.parse(row.scopes) as Scope[],
    huellas: [
      { huella: row.hash, hasta: null },
      ...(previous !== null && until !== null ? [{ huella: previous, hasta: toIso(until) }] : []),
    ],
  };
}

function toIso(time: number): string {
  return new Date(time).toISOString();
}
