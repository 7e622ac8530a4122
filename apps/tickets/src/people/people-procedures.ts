import type { AuditDetail, Member, Role } from '@relevo/contract';
import { type Db, prepared } from '@relevo/storage/procedures';
import { type Author, recordAudit, theService } from '../audit/audit-procedures.ts';
import {
  type AddOutcome,
  actsOf,
  type ChangeOutcome,
  decidePersonChange,
  type LinkOutcome,
  type NewPerson,
  type PersonChange,
  type SessionOwner,
} from './person.ts';
import { expiredKeptMs, expiryOf, idleMs, longestMs, tvLinkMs } from './session-lifetime.ts';

/**
 * Writes on people, links and sessions, for the writer thread. Times are epoch milliseconds; only hashes of passwords,
 * tokens and session ids come in. `by` is who does it: each act leaves its entry in the audit log.
 */
export const peopleProcedures = {
  addPerson,
  changePerson,
  addSignInLink,
  useSignInLink,
  addTvLink,
  bindTvLink,
  freeTvLink,
  revokeTvLink,
  addSession,
  prolongSessions,
  deleteSession,
  forgetSessions,
};

const updatePerson = `
  UPDATE people
  SET name = @name, email = @email, role = @role, active = @active, password_hash = @passwordHash
  WHERE id = @id`;

function addPerson(db: Db, { person, now, by }: { person: NewPerson; now: number; by: Author }): AddOutcome {
  if (isTaken(db, person.email, 0)) return { kind: 'email-taken' };
  const insert = `
    INSERT INTO people (name, email, role, active, password_hash, created_at)
    VALUES (@name, @email, @role, 1, @passwordHash, @now) RETURNING *`;
  const row = prepared(db, insert).get({ ...person, now }) as PersonRow;
  const member = toMember({ ...row, second_factor: 0 });
  const detalle = { rol: member.rol, con_clave: member.tiene_clave };
  recordAudit(db, { ...by, en: now, accion: 'persona-agregada', a_quien: member.id, detalle });
  return { kind: 'added', member };
}

type ChangeInput = { id: number; change: PersonChange; keepSession: string; now: number; by: Author };

function changePerson(db: Db, { id, change, keepSession, now, by }: ChangeInput): ChangeOutcome {
  const row = findPerson(db, id);
  if (!row) return { kind: 'unknown' };
  const before = { ...row, active: row.active === 1, passwordHash: row.password_hash };
  const after = { ...before, ...change };
  if (isTaken(db, after.email, id)) return { kind: 'email-taken' };
  const newPassword = change.passwordHash !== undefined;
  const decision = decidePersonChange(before, { ...after, newPassword }, otherActiveAdmins(db, id));
  if (decision.kind === 'last-admin') return decision;

  const { name, email, role, passwordHash } = after;
  prepared(db, updatePerson).run({ id, name, email, role, active: after.active ? 1 : 0, passwordHash });
  // An unused sign-in link would be a way in, too.
  const voided = decision.ends === 'none' ? 0 : voidSignInLinks(db, id);
  const ended =
    decision.ends === 'none' ? [] : endSessions(db, id, decision.ends === 'others' ? keepSession : '');
  const ends = { sesiones: ended.length, enlaces: voided };
  for (const { accion, detalle } of actsOf(before, { ...after, newPassword }))
    recordAudit(db, { ...by, en: now, accion, a_quien: id, detalle: { ...detalle, ...ends } });
  return { kind: 'changed', member: toMember(findPerson(db, id) as PersonRow), ended };
}

/** Voids the person's links that nobody has used yet. @returns how many there were */
function voidSignInLinks(db: Db, personId: number): number {
  return prepared(db, 'DELETE FROM sign_in_links WHERE person_id = ? AND used_at IS NULL').run(personId)
    .changes;
}

/** The person with this id, active or not. */
function findPerson(db: Db, id: number): PersonRow | undefined {
  return prepared(db, `${selectPeople} WHERE id = ?`).get(id) as PersonRow | undefined;
}

/** Ends the person's sessions except `keep`, also those that are being created at this moment. */
function endSessions(db: Db, personId: number, keep: string): string[] {
  const end = 'DELETE FROM sessions WHERE person_id = ? AND id_hash <> ? RETURNING id_hash';
  const ended = prepared(db, end).all(personId, keep) as { id_hash: string }[];
  prepared(db, 'UPDATE people SET generation = generation + 1 WHERE id = ?').run(personId);
  prepared(db, 'UPDATE sessions SET generation = generation + 1 WHERE person_id = ?').run(personId);
  return ended.map(({ id_hash }) => id_hash);
}

function isTaken(db: Db, email: string | null, byOtherThan: number): boolean {
  if (email === null) return false;
  return (
    prepared(db, 'SELECT 1 FROM people WHERE email = ? AND id <> ?').get(email, byOtherThan) !== undefined
  );
}

function otherActiveAdmins(db: Db, id: number): number {
  const count = `SELECT count(*) AS others FROM people WHERE role = 'admin' AND active = 1 AND id <> ?`;
  return (prepared(db, count).get(id) as { others: number }).others;
}

type NewLink = { tokenHash: string; expiresAt: number; personId: number | null; now: number; by: Author };

function addSignInLink(db: Db, { tokenHash, expiresAt, personId, now, by }: NewLink): LinkOutcome {
  let voided = 0;
  if (personId !== null) {
    const person = findPerson(db, personId);
    if (!person) return 'unknown';
    if (person.active === 0) return 'inactive';
    voided = voidSignInLinks(db, personId);
  }
  const insert = 'INSERT INTO sign_in_links (token_hash, expires_at, person_id) VALUES (?, ?, ?)';
  prepared(db, insert).run(tokenHash, expiresAt, personId);
  recordAudit(db, {
    ...by,
    en: now,
    accion: 'enlace-creado',
    a_quien: personId,
    detalle: { enlaces: voided },
  });
  return 'added';
}

/** Redeems a link: its owner, exactly once; undefined for a used, expired or unknown link. */
function useSignInLink(
  db: Db,
  { tokenHash, now, desde }: { tokenHash: string; now: number; desde: string | null },
): SessionOwner | undefined {
  const use = `
    UPDATE sign_in_links SET used_at = @now
    WHERE token_hash = @tokenHash AND used_at IS NULL AND expires_at > @now
    RETURNING person_id AS personId`;
  const link = prepared(db, use).get({ tokenHash, now }) as { personId: number | null } | undefined;
  if (!link) return undefined;
  const person = link.personId === null ? firstAdmin(db, now) : findPerson(db, link.personId);
  // A deactivated person has no unused link: it was deleted with their sessions.
  if (!person) return undefined;
  recordAudit(db, { en: now, accion: 'enlace-usado', autor_id: person.id, autor: person.name, desde });
  return toOwner(person);
}

/** The oldest active admin; created if there is none, which is the case only before the first sign-in. */
function firstAdmin(db: Db, now: number): PersonRow | undefined {
  const select = `${selectPeople} WHERE role = 'admin' AND active = 1 ORDER BY id LIMIT 1`;
  const found = prepared(db, select).get() as PersonRow | undefined;
  if (found) return found;
  const person = { name: 'Administrador', role: 'admin', email: null, passwordHash: null } as const;
  addPerson(db, { person, now, by: theService });
  return prepared(db, select).get() as PersonRow | undefined;
}

/** Voids what is left of the links for the first admin, once somebody signs in for the first time. */
function voidFirstLinks(db: Db): void {
  const somebody = 'SELECT 1 FROM people WHERE signed_in_at IS NOT NULL LIMIT 1';
  if (prepared(db, somebody).get()) return;
  prepared(db, 'DELETE FROM sign_in_links WHERE person_id IS NULL AND used_at IS NULL').run();
}

type NewTvLink = { name: string; tokenHash: string; now: number; by: Author };

function addTvLink(db: Db, { by, ...link }: NewTvLink): number {
  const insert = `
    INSERT INTO tv_links (name, token_hash, created_at, ends_at) VALUES (@name, @tokenHash, @now, @endsAt)
    RETURNING id`;
  const { id } = prepared(db, insert).get({ ...link, endsAt: link.now + tvLinkMs }) as { id: number };
  recordAudit(db, { ...by, en: link.now, accion: 'tv-creada', que: link.name, detalle: { tv: id } });
  return id;
}

type NewDevice = { hash: string; agent: string | null; address: string | null };

/** Gives a link to the device that opens it, if it is still free. @returns its new generation; undefined: taken */
function bindTvLink(
  db: Db,
  { id, device, now }: { id: number; device: NewDevice; now: number },
): number | undefined {
  const bind = `
    UPDATE tv_links SET device_hash = @hash, device_agent = @agent, device_address = @address, bound_at = @now,
      generation = generation + 1
    WHERE id = @id AND device_hash IS NULL AND revoked_at IS NULL AND ends_at > @now
    RETURNING name, generation`;
  const bound = prepared(db, bind).get({ id, now, ...device }) as
    | { name: string; generation: number }
    | undefined;
  if (!bound) return undefined;
  prepared(db, 'DELETE FROM sessions WHERE tv_link_id = ?').run(id);
  const by = { autor_id: null, autor: bound.name, desde: device.address };
  const detalle = { tv: id, navegador: device.agent };
  recordAudit(db, { ...by, en: now, accion: 'tv-vinculada', que: bound.name, detalle });
  return bound.generation;
}

/** Takes a link from its device and ends its sessions. False if there is no such link. Idempotent. */
function freeTvLink(db: Db, { id, now, by }: { id: number; now: number; by: Author }): boolean {
  const { changes: sesiones } = prepared(db, 'DELETE FROM sessions WHERE tv_link_id = ?').run(id);
  const free = `
    UPDATE tv_links SET device_hash = NULL, device_agent = NULL, device_address = NULL, bound_at = NULL,
      generation = generation + 1
    WHERE id = ? AND device_hash IS NOT NULL RETURNING name`;
  const freed = prepared(db, free).get(id) as { name: string } | undefined;
  if (!freed) return prepared(db, 'SELECT 1 FROM tv_links WHERE id = ?').get(id) !== undefined;
  recordAudit(db, { ...by, en: now, accion: 'tv-liberada', que: freed.name, detalle: { tv: id, sesiones } });
  return true;
}

/** Revokes a link and ends its sessions. False if there is no such link. Idempotent. */
function revokeTvLink(db: Db, { id, now, by }: { id: number; now: number; by: Author }): boolean {
  const { changes: sesiones } = prepared(db, 'DELETE FROM sessions WHERE tv_link_id = ?').run(id);
  const revoke = 'UPDATE tv_links SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL RETURNING name';
  const revoked = prepared(db, revoke).get(now, id) as { name: string } | undefined;
  if (!revoked) return prepared(db, 'SELECT 1 FROM tv_links WHERE id = ?').get(id) !== undefined;
  const detalle = { tv: id, sesiones };
  recordAudit(db, { ...by, en: now, accion: 'tv-revocada', que: revoked.name, detalle });
  return true;
}

// A TV that forgets its session gets a new one by its secret: of one device so many are kept.
const tvSessionsKept = 4;
const dropOldTvSessions = `
  DELETE FROM sessions WHERE tv_link_id = @id AND id_hash NOT IN (
    SELECT id_hash FROM sessions WHERE tv_link_id = @id ORDER BY expires_at DESC, rowid DESC LIMIT @kept)`;

type NewSession = {
  sessionId: string;
  personId: number | null;
  tvLinkId: number | null;
  generation: number;
  now: number;
  /** Who comes in, as they are called, from where, and by which way. */
  by: Author;
  way: string | null;
  agent: string | null;
};

// Whoever signs in again and again loses the sessions that they have not used for longest.
const sessionsKept = 100;
const dropOldSessions = `
  DELETE FROM sessions WHERE person_id = @id AND id_hash NOT IN (
    SELECT id_hash FROM sessions WHERE person_id = @id ORDER BY seen_at DESC, rowid DESC LIMIT @kept)`;

function addSession(db: Db, { now, by, way, ...session }: NewSession): void {
  const endsAt = session.tvLinkId === null ? now + longestMs : null;
  const insert = `
    INSERT INTO sessions (id_hash, person_id, tv_link_id, generation, expires_at, ends_at,
      began_at, seen_at, confirmed_at, agent, address)
    VALUES (@sessionId, @personId, @tvLinkId, @generation, @expiresAt, @endsAt, @now, @now, @now, @agent, @address)`;
  const address = by.desde;
  prepared(db, insert).run({ ...session, address, now, expiresAt: expiryOf(endsAt, now), endsAt });
  if (session.personId !== null) {
    voidFirstLinks(db);
    prepared(db, dropOldSessions).run({ id: session.personId, kept: sessionsKept });
  }
  prepared(db, 'UPDATE people SET signed_in_at = ? WHERE id = ?').run(now, session.personId);
  const detalle: AuditDetail = session.tvLinkId === null ? {} : { tv: session.tvLinkId };
  if (session.tvLinkId === null || !wasSeenLately(db, session.tvLinkId, now))
    recordAudit(db, { ...by, en: now, accion: 'entrada', que: way, detalle });
  if (session.tvLinkId === null) return;
  seeTvLinks(db, [session.sessionId], now);
  prepared(db, dropOldTvSessions).run({ id: session.tvLinkId, kept: tvSessionsKept });
}

/** Whether a TV was there within the last hour: one that comes back over and over must not fill the audit log. */
function wasSeenLately(db: Db, tvLinkId: number, now: number): boolean {
  const select = 'SELECT 1 FROM tv_links WHERE id = ? AND seen_at > ?';
  return prepared(db, select).get(tvLinkId, now - 60 * 60 * 1_000) !== undefined;
}

function prolongSessions(db: Db, { sessionIds, now }: { sessionIds: readonly string[]; now: number }): void {
  const prolong = `
    UPDATE sessions SET seen_at = @now, expires_at = min(@idleEnd, coalesce(ends_at, @idleEnd))
    WHERE id_hash IN (SELECT value FROM json_each(@ids)) AND expires_at > @now`;
  prepared(db, prolong).run({ ids: JSON.stringify(sessionIds), idleEnd: now + idleMs, now });
  seeTvLinks(db, sessionIds, now);
}

/** Notes that these sessions are used, on the links of those that are a TV's. */
function seeTvLinks(db: Db, sessionIds: readonly string[], now: number): void {
  const see = `
    UPDATE tv_links SET seen_at = @now, ends_at = @endsAt WHERE id IN (
      SELECT tv_link_id FROM sessions
      WHERE id_hash IN (SELECT value FROM json_each(@ids)) AND tv_link_id IS NOT NULL)`;
  prepared(db, see).run({ ids: JSON.stringify(sessionIds), now, endsAt: now + tvLinkMs });
}

/** Ends a session. `left`: who signs out by it, and when; nothing is recorded of a session that nobody owns. */
function deleteSession(
  db: Db,
  { sessionId, left }: { sessionId: string; left: { by: Author; now: number } | null },
): void {
  const { changes } = prepared(db, 'DELETE FROM sessions WHERE id_hash = ?').run(sessionId);
  if (changes === 1 && left) recordAudit(db, { ...left.by, en: left.now, accion: 'salida' });
}

/** Forgets the sessions that have been over for long. @returns false: none of them is left */
function forgetSessions(db: Db, { now }: { now: number }): boolean {
  prepared(db, 'DELETE FROM sessions WHERE expires_at <= ?').run(now - expiredKeptMs);
  return false;
}

/** The active driver with this id. For use inside a procedure. */
export function findDriver(db: Db, id: number): { id: number; nombre: string } | undefined {
  const select = `SELECT id, name AS nombre FROM people WHERE id = ? AND role = 'repartidor' AND active = 1`;
  return prepared(db, select).get(id) as { id: number; nombre: string } | undefined;
}

/** A row of `people`. Times: epoch ms. */
export type PersonRow = {
  id: number;
  name: string;
  email: string | null;
  role: Role;
  active: number;
  password_hash: string | null;
  generation: number;
  created_at: number;
  second_factor: number;
};

export const selectPeople = `
  SELECT id, name, email, role, active, password_hash, generation, created_at,
    EXISTS (SELECT 1 FROM second_factors f WHERE f.person_id = people.id AND f.active_at IS NOT NULL) AS second_factor
  FROM people`;

/** The person as the admin sees them: without the password's hash. */
export function toMember(row: PersonRow): Member {
  return {
    id: row.id,
    nombre: row.name,
    email: row.email,
    rol: row.role,
    activo: row.active === 1,
    tiene_clave: row.password_hash !== null,
    segundo_factor: row.second_factor === 1,
    creado_en: new Date(row.created_at).toISOString(),
  };
}

/** The person as the owner of a session that begins now. */
export function toOwner({ id, name, role, generation }: PersonRow): SessionOwner {
  return { person: { id, nombre: name, rol: role }, tvLinkId: null, generation };
}
