import { hash } from 'node:crypto';
import type { Member, Role, TvLink } from '@relevo/contract';
import type { Storage } from '@relevo/storage';
import { moveActions, openStates } from '@relevo/ticket-rules';
import { type Author, theService } from '../audit/audit-procedures.ts';
import {
  type PersonRow,
  type peopleProcedures,
  selectPeople,
  toMember,
  toOwner,
} from './people-procedures.ts';
import type {
  Account,
  AddOutcome,
  ChangeOutcome,
  Entry,
  LinkOutcome,
  LiveSession,
  NewPerson,
  PersonChange,
  SessionOwner,
} from './person.ts';

/**
 * Port: people, links and sessions. Tokens come in plain and are stored as hashes; a `sessionId` is a hash already
 * (`sessionIdOf`). Times are epoch ms. Every read sees all earlier commits. `by` is who does it, for the audit log: the
 * service itself unless somebody is named.
 */
export type PeopleRepository = {
  members(): Promise<Member[]>;
  findMember(id: number): Promise<Member | undefined>;
  /** The active drivers, and how many orders each has. `desde`: since when they carry the first of those on their way. */
  drivers(): Promise<DriverLoad[]>;
  addPerson(person: NewPerson, now: number, by?: Author): Promise<AddOutcome>;
  /** `keepSession`: the session that makes this change; one's own new password does not end it. */
  changePerson(
    id: number,
    change: PersonChange,
    made: { keepSession: string; now: number; by?: Author },
  ): Promise<ChangeOutcome>;
  findAccount(email: string): Promise<Account | undefined>;
  accountOf(personId: number): Promise<Account | undefined>;
  /** Whether anybody may add and change people. */
  hasActiveAdmin(): Promise<boolean>;
  /** Whether any person has ever signed in. */
  hasSignedIn(): Promise<boolean>;

  /** Stores a one-time link for this person and voids their older unused ones; without a person, for the first admin. */
  addSignInLink(
    link: { token: string; expiresAt: number; personId: number | null; now: number },
    by?: Author,
  ): Promise<LinkOutcome>;
  /** Whose link it is, if it could be redeemed now; `null`: the first admin's. */
  peekSignInLink(token: string, now: number): Promise<{ personId: number | null } | undefined>;
  /** Redeems a link: its owner, exactly once, if it is known and has not expired. */
  useSignInLink(token: string, now: number, desde?: string): Promise<SessionOwner | undefined>;

  /** The newest first. */
  tvLinks(): Promise<TvLink[]>;
  addTvLink(link: { nombre: string; token: string; now: number }, by?: Author): Promise<TvLink>;
  /** False when there is no such link. */
  revokeTvLink(id: number, now: number, by?: Author): Promise<boolean>;
  /** Takes a link from its device. False when there is no such link. */
  freeTvLink(id: number, now: number, by?: Author): Promise<boolean>;
  /** The link with this token, if it still works. `isFree`: it belongs to no device. */
  findTvLink(token: string, now: number): Promise<{ id: number; isFree: boolean } | undefined>;
  /** Gives a link to a device, once: undefined if it belongs to one, or works no more. */
  bindTvLink(
    id: number,
    device: { secret: string; agent: string | null; address: string | null },
    now: number,
  ): Promise<SessionOwner | undefined>;
  /** The TV that keeps this secret, if its link still works. */
  findTv(secret: string, now: number): Promise<SessionOwner | undefined>;

  findSession(sessionId: string, now: number): Promise<LiveSession | undefined>;
  /** Which of these sessions are valid, in one query, and the role that each has now. */
  liveSessions(
    sessionIds: readonly string[],
    now: number,
  ): Promise<{ sessionId: string; rol: Role; seenAt: number }[]>;
  addSession(sessionId: string, owner: SessionOwner, now: number, entry?: Entry): Promise<void>;
  /** Extends the idle time of these sessions. One that has ended does not come back. */
  prolongSessions(sessionIds: readonly string[], now: number): Promise<void>;
  /** `left`: who signs out by this, and when. */
  deleteSession(sessionId: string, left?: { by: Author; now: number }): Promise<void>;
};

type DriverLoad = { id: number; nombre: string; en_camino: number; por_salir: number; desde: string | null };

// A driver has an order since it left with them, or since it was given to them on its way. Over the open tickets: by its
// drivers' index it would read every ticket that they ever had.
const selectDrivers = `
  SELECT id, name AS nombre,
    count(CASE WHEN estado = 'en-camino' THEN 1 END) AS en_camino,
    count(CASE WHEN estado <> 'en-camino' THEN 1 END) AS por_salir,
    min(CASE WHEN estado = 'en-camino' THEN (
      SELECT max(en) FROM events
      WHERE events.ticket_id = tickets.ticket_id
        AND (accion = 'asignar' OR a = 'en-camino' AND accion IN (${moveActions.map((accion) => `'${accion}'`).join(', ')}))
    ) END) AS since
  FROM people LEFT JOIN (
    SELECT ticket_id, driver_id, estado FROM tickets INDEXED BY tickets_open
    WHERE estado IN (${openStates.map((state) => `'${state}'`).join(', ')}) AND smoke = 0
  ) AS tickets ON driver_id = id
  WHERE role = 'repartidor' AND active = 1
  GROUP BY id ORDER BY name, id`;
const selectTvLinks = `
  SELECT id, name, created_at, revoked_at, ends_at, seen_at, bound_at, device_agent, device_address, generation
  FROM tv_links`;
const isLive = 'revoked_at IS NULL AND ends_at > @now';
const selectSession = `
  SELECT person_id, name, role, tv_link_id, generation,
    expires_at AS expiresAt, ends_at AS endsAt, seen_at AS seenAt, confirmed_at AS confirmedAt
  FROM live_sessions WHERE id_hash = ? AND expires_at > ?`;
const selectLiveSessions = `
  SELECT id_hash AS sessionId, role AS rol, seen_at AS seenAt
  FROM live_sessions WHERE id_hash IN (SELECT value FROM json_each(?)) AND expires_at > ?`;

/** People, links and sessions in SQLite: writes through the group-commit writer, reads beside it. */
export function createPeopleRepository(storage: Storage<typeof peopleProcedures>): PeopleRepository {
  const { reader, write } = storage;

  function findTv(hash: string, now: number): SessionOwner | undefined {
    const select = `${selectTvLinks} WHERE device_hash = @hash AND ${isLive}`;
    const link = reader.get<TvLinkRow>(select, { hash, now });
    if (!link) return undefined;
    const { id: tvLinkId, name: nombre, generation } = link;
    return { person: { id: null, nombre, rol: 'lectura' }, tvLinkId, generation };
  }

  return {
    members: async () =>
      reader.all<PersonRow>(`${selectPeople} ORDER BY active DESC, name, id`).map(toMember),
    async findMember(id) {
      const row = reader.get<PersonRow>(`${selectPeople} WHERE id = ?`, [id]);
      return row && toMember(row);
    },
    drivers: async () =>
      reader
        .all<Omit<DriverLoad, 'desde'> & { since: number | null }>(selectDrivers)
        .map(({ since, ...driver }) => ({
          ...driver,
          desde: since === null ? null : new Date(since).toISOString(),
        })),
    addPerson: (person, now, by = theService) => write('addPerson', { person, now, by }),
    changePerson: (id, change, made) => write('changePerson', { id, change, by: theService, ...made }),
    async findAccount(email) {
      const row = reader.get<PersonRow>(`${selectPeople} WHERE email = ?`, [email]);
      return row && toAccount(row);
    },
    async accountOf(personId) {
      const row = reader.get<PersonRow>(`${selectPeople} WHERE id = ?`, [personId]);
      return row && toAccount(row);
    },
    hasActiveAdmin: async () =>
      reader.get(`SELECT 1 FROM people WHERE role = 'admin' AND active = 1 LIMIT 1`) !== undefined,
    hasSignedIn: async () =>
      reader.get('SELECT 1 FROM people WHERE signed_in_at IS NOT NULL LIMIT 1') !== undefined,

    addSignInLink: ({ token, ...link }, by = theService) =>
      write('addSignInLink', { tokenHash: hashSecret(token), ...link, by }),
    async peekSignInLink(token, now) {
      const select = `
        SELECT person_id AS personId FROM sign_in_links
        WHERE token_hash = ? AND used_at IS NULL AND expires_at > ?`;
      return reader.get(select, [hashSecret(token), now]);
    },
    async useSignInLink(token, now, desde) {
      const tokenHash = hashSecret(token);
      // Anybody may send a token: only one that exists goes to the writer.
      const known = reader.get('SELECT 1 FROM sign_in_links WHERE token_hash = ?', [tokenHash]);
      return known === undefined
        ? undefined
        : write('useSignInLink', { tokenHash, now, desde: desde ?? null });
    },

    tvLinks: async () => reader.all<TvLinkRow>(`${selectTvLinks} ORDER BY id DESC`).map(toTvLink),
    async addTvLink({ nombre: name, token, now }, by = theService) {
      const id = await write('addTvLink', { name, tokenHash: hashSecret(token), now, by });
      return toTvLink(reader.get<TvLinkRow>(`${selectTvLinks} WHERE id = ?`, [id]) as TvLinkRow);
    },
    revokeTvLink: (id, now, by = theService) => write('revokeTvLink', { id, now, by }),
    freeTvLink: (id, now, by = theService) => write('freeTvLink', { id, now, by }),
    async findTvLink(token, now) {
      const select = `${selectTvLinks} WHERE token_hash = @hash AND ${isLive}`;
      const link = reader.get<TvLinkRow>(select, { hash: hashSecret(token), now });
      return link && { id: link.id, isFree: link.bound_at === null };
    },
    async bindTvLink(id, { secret, agent, address }, now) {
      const hash = hashSecret(secret);
      const bound = await write('bindTvLink', { id, device: { hash, agent, address }, now });
      return bound === undefined ? undefined : findTv(hash, now);
    },
    findTv: async (secret, now) => findTv(hashSecret(secret), now),

    async findSession(sessionId, now) {
      const row = reader.get<SessionRow>(selectSession, [sessionId, now]);
      if (!row) return undefined;
      const { person_id: id, name: nombre, role: rol, tv_link_id: tvLinkId, ...rest } = row;
      return { person: { id, nombre, rol }, tvLinkId, ...rest };
    },
    liveSessions: async (sessionIds, now) =>
      reader.all(selectLiveSessions, [JSON.stringify(sessionIds), now]),
    addSession: (
      sessionId,
      { person, tvLinkId, generation },
      now,
      { way, desde, agent = null } = { way: null, desde: null },
    ) =>
      write('addSession', {
        ...{ sessionId, personId: person.id, tvLinkId, generation, now, way, agent },
        by: { autor_id: person.id, autor: person.nombre, desde },
      }),
    prolongSessions: (sessionIds, now) => write('prolongSessions', { sessionIds, now }),
    deleteSession: (sessionId, left) => write('deleteSession', { sessionId, left: left ?? null }),
  };
}

type TvLinkRow = {
  id: number;
  name: string;
  created_at: number;
  revoked_at: number | null;
  ends_at: number;
  seen_at: number | null;
  bound_at: number | null;
  device_agent: string | null;
  device_address: string | null;
  generation: number;
};
type SessionRow = {
  person_id: number | null;
  name: string;
  role: Role;
  tv_link_id: number | null;
  generation: number;
  expiresAt: number;
  endsAt: number | null;
  seenAt: number;
  confirmedAt: number;
};

function toAccount(row: PersonRow): Account {
  const { email, password_hash: passwordHash } = row;
  return { owner: toOwner(row), active: row.active === 1, email, passwordHash };
}

function toTvLink(row: TvLinkRow): TvLink {
  const iso = (at: number) => new Date(at).toISOString();
  const { bound_at, device_agent: navegador, device_address: direccion } = row;
  return {
    id: row.id,
    nombre: row.name,
    creado_en: iso(row.created_at),
    revocado_en: row.revoked_at === null ? null : iso(row.revoked_at),
    vence_en: iso(row.ends_at),
    visto_en: row.seen_at === null ? null : iso(row.seen_at),
    dispositivo: bound_at === null ? null : { navegador, direccion, desde: iso(bound_at) },
  };
}

/** The stored form of a random secret (a link's token, a session's id): SHA-256 in base64url. Not for passwords. */
export function hashSecret(secret: string): string {
  return hash('sha256', secret, 'base64url');
}
