import { type Db, prepared } from '@relevo/storage/procedures';
import { expiryOf, idleMs, longestMs } from './session-times.ts';

/** Writes on sessions. Times are epoch milliseconds; only hashes of session ids come in. */
export const sessionProcedures = { addSession, prolongSessions, deleteSession };

type NewSession = {
  sessionId: string;
  personId: number | null;
  tvLinkId: number | null;
  generation: number;
  now: number;
};

function addSession(db: Db, { now, ...session }: NewSession): void {
  prepared(db, 'DELETE FROM sessions WHERE expires_at <= ?').run(now);
  const endsAt = session.tvLinkId === null ? now + longestMs : null;
  const insert = `
    INSERT INTO sessions (id_hash, person_id, tv_link_id, generation, expires_at, ends_at)
    VALUES (@sessionId, @personId, @tvLinkId, @generation, @expiresAt, @endsAt)`;
  prepared(db, insert).run({ ...session, expiresAt: expiryOf(endsAt, now), endsAt });
  prepared(db, 'UPDATE people SET signed_in_at = ? WHERE id = ?').run(now, session.personId);
}

function prolongSessions(db: Db, { sessionIds, now }: { sessionIds: readonly string[]; now: number }): void {
  const prolong = `
    UPDATE sessions SET expires_at = min(@idleEnd, coalesce(ends_at, @idleEnd))
    WHERE id_hash IN (SELECT value FROM json_each(@ids)) AND expires_at > @now`;
  prepared(db, prolong).run({ ids: JSON.stringify(sessionIds), idleEnd: now + idleMs, now });
}

function deleteSession(db: Db, { sessionId }: { sessionId: string }): void {
  prepared(db, 'DELETE FROM sessions WHERE id_hash = ?').run(sessionId);
}
