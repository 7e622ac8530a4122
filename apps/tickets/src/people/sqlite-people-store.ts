import type { Role, TvLink } from '@relevo/contract';
import type { Storage } from '@relevo/storage';
import { hashSecret } from './hash-secret.ts';
import type { PeopleStore } from './people-store.ts';
import { type PersonRow, selectPeople, toMember, toOwner } from './person-row.ts';
import type { peopleProcedures } from './procedures.ts';

const selectDrivers = `
  SELECT id, name AS nombre FROM people WHERE role = 'repartidor' AND active = 1 ORDER BY name, id`;
const selectTvLinks = 'SELECT id, name, created_at, revoked_at FROM tv_links';
const selectSession = `
  SELECT person_id, name, role, tv_link_id, generation, expires_at AS expiresAt, ends_at AS endsAt
  FROM live_sessions WHERE id_hash = ? AND expires_at > ?`;
const selectLiveSessions = `
  SELECT id_hash AS sessionId, expires_at AS expiresAt, ends_at AS endsAt
  FROM live_sessions WHERE id_hash IN (SELECT value FROM json_each(?)) AND expires_at > ?`;

/** People, links and sessions on SQLite: writes through the group-commit writer, reads beside it. */
export function createSqlitePeopleStore(storage: Storage<typeof peopleProcedures>): PeopleStore {
  const { reader, write } = storage;
  return {
    members: async () =>
      reader.all<PersonRow>(`${selectPeople} ORDER BY active DESC, name, id`).map(toMember),
    drivers: async () => reader.all(selectDrivers),
    addPerson: (person, now) => write('addPerson', { person, now }),
    changePerson: (id, change, keepSession) => write('changePerson', { id, change, keepSession }),
    async findAccount(email) {
      const row = reader.get<PersonRow>(`${selectPeople} WHERE email = ?`, [email]);
      return row && { owner: toOwner(row), active: row.active === 1, passwordHash: row.password_hash };
    },
    hasActiveAdmin: async () =>
      reader.get(`SELECT 1 FROM people WHERE role = 'admin' AND active = 1 LIMIT 1`) !== undefined,
    hasSignedIn: async () =>
      reader.get('SELECT 1 FROM people WHERE signed_in_at IS NOT NULL LIMIT 1') !== undefined,

    addSignInLink: ({ token, ...link }) => write('addSignInLink', { tokenHash: hashSecret(token), ...link }),
    async useSignInLink(token, now) {
      const tokenHash = hashSecret(token);
      // Anybody may send a token: only one that exists is worth a turn of the writer.
      const known = reader.get('SELECT 1 FROM sign_in_links WHERE token_hash = ?', [tokenHash]);
      return known === undefined ? undefined : write('useSignInLink', { tokenHash, now });
    },

    tvLinks: async () => reader.all<TvLinkRow>(`${selectTvLinks} ORDER BY id DESC`).map(toTvLink),
    async addTvLink({ nombre: name, token, now }) {
      const id = await write('addTvLink', { name, tokenHash: hashSecret(token), now });
      return toTvLink({ id, name, created_at: now, revoked_at: null });
    },
    revokeTvLink: (id, now) => write('revokeTvLink', { id, now }),
    async findTvLink(token) {
      const select = `${selectTvLinks} WHERE token_hash = ? AND revoked_at IS NULL`;
      const link = reader.get<TvLinkRow>(select, [hashSecret(token)]);
      if (!link) return undefined;
      return { person: { id: null, nombre: link.name, rol: 'lectura' }, tvLinkId: link.id, generation: 0 };
    },

    async findSession(sessionId, now) {
      const row = reader.get<SessionRow>(selectSession, [sessionId, now]);
      if (!row) return undefined;
      const { person_id: id, name: nombre, role: rol, tv_link_id: tvLinkId, ...rest } = row;
      return { person: { id, nombre, rol }, tvLinkId, ...rest };
    },
    liveSessions: async (sessionIds, now) =>
      reader.all(selectLiveSessions, [JSON.stringify(sessionIds), now]),
    addSession: (sessionId, { person, tvLinkId, generation }, now) =>
      write('addSession', { sessionId, personId: person.id, tvLinkId, generation, now }),
    prolongSessions: (sessionIds, now) => write('prolongSessions', { sessionIds, now }),
    deleteSession: (sessionId) => write('deleteSession', { sessionId }),
  };
}

type TvLinkRow = { id: number; name: string; created_at: number; revoked_at: number | null };
type SessionRow = {
  person_id: number | null;
  name: string;
  role: Role;
  tv_link_id: number | null;
  generation: number;
  expiresAt: number;
  endsAt: number | null;
};

function toTvLink({ id, name, created_at, revoked_at }: TvLinkRow): TvLink {
  return {
    id,
    nombre: name,
    creado_en: new Date(created_at).toISOString(),
    revocado_en: revoked_at === null ? null : new Date(revoked_at).toISOString(),
  };
}
