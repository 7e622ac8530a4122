import { type Db, prepared } from '@relevo/storage/procedures';
import type { LinkOutcome, SessionOwner } from './people-store.ts';
import { addPerson, findPerson } from './person-procedures.ts';
import { type PersonRow, selectPeople, toOwner } from './person-row.ts';

/** Writes on sign-in links and TV links. Times are epoch milliseconds; only hashes of tokens come in. */
export const linkProcedures = { addSignInLink, useSignInLink, addTvLink, revokeTvLink };

type NewLink = { tokenHash: string; expiresAt: number; personId: number | null };

function addSignInLink(db: Db, { tokenHash, expiresAt, personId }: NewLink): LinkOutcome {
  if (personId !== null) {
    const person = findPerson(db, personId);
    if (!person) return 'unknown';
    if (person.active === 0) return 'inactive';
    prepared(db, 'DELETE FROM sign_in_links WHERE person_id = ? AND used_at IS NULL').run(personId);
  }
  const insert = 'INSERT INTO sign_in_links (token_hash, expires_at, person_id) VALUES (?, ?, ?)';
  prepared(db, insert).run(tokenHash, expiresAt, personId);
  return 'added';
}

/** Whose the link is, exactly once: a second use, an expired or an unknown link gives undefined. */
function useSignInLink(
  db: Db,
  { tokenHash, now }: { tokenHash: string; now: number },
): SessionOwner | undefined {
  const use = `
    UPDATE sign_in_links SET used_at = @now
    WHERE token_hash = @tokenHash AND used_at IS NULL AND expires_at > @now
    RETURNING person_id AS personId`;
  const link = prepared(db, use).get({ tokenHash, now }) as { personId: number | null } | undefined;
  if (!link) return undefined;
  const person = link.personId === null ? firstAdmin(db, now) : findPerson(db, link.personId);
  // Nobody deactivated has an unused link: it dies with their sessions.
  return person && toOwner(person);
}

/** The oldest active admin; made when there is none, which is only before the first sign-in. */
function firstAdmin(db: Db, now: number): PersonRow | undefined {
  const select = `${selectPeople} WHERE role = 'admin' AND active = 1 ORDER BY id LIMIT 1`;
  const found = prepared(db, select).get() as PersonRow | undefined;
  if (found) return found;
  const person = { name: 'Administrador', role: 'admin', email: null, passwordHash: null } as const;
  addPerson(db, { person, now });
  return prepared(db, select).get() as PersonRow | undefined;
}

function addTvLink(db: Db, link: { name: string; tokenHash: string; now: number }): number {
  const insert = `
    INSERT INTO tv_links (name, token_hash, created_at) VALUES (@name, @tokenHash, @now) RETURNING id`;
  return (prepared(db, insert).get(link) as { id: number }).id;
}

/** False when there is no such link. Revoking it again changes nothing. */
function revokeTvLink(db: Db, { id, now }: { id: number; now: number }): boolean {
  prepared(db, 'DELETE FROM sessions WHERE tv_link_id = ?').run(id);
  const revoke = 'UPDATE tv_links SET revoked_at = coalesce(revoked_at, ?) WHERE id = ?';
  return prepared(db, revoke).run(now, id).changes === 1;
}
