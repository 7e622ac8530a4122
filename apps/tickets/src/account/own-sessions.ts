import type { OwnSession } from '@relevo/contract';
import type { Storage } from '@relevo/storage';
import type { Author } from '../audit/audit-procedures.ts';
import type { accountProcedures } from './account-procedures.ts';

/** Who ends their own sessions, when; `sessionId`: the one that asks. */
type Act = { personId: number; sessionId: string; now: number; by: Author };

/** The sessions of one person, as they see them. Session ids are hashes (`sessionIdOf`), times epoch ms. */
export type OwnSessions = {
  /** The last used first. `sessionId`: the one that asks. */
  list(personId: number, sessionId: string, now: number): OwnSession[];
  /** Ends one of them. @returns whether it was there */
  end(act: Act & { which: string }): Promise<boolean>;
  /** Ends all but the one that asks. @returns their ids */
  endOthers(act: Act): Promise<string[]>;
  /** Notes that the owner of a session has just proved who they are. */
  confirm(sessionId: string, now: number): Promise<void>;
};

type Row = {
  id_hash: string;
  began_at: number;
  seen_at: number;
  agent: string | null;
  address: string | null;
};

const selectSessions = `
  SELECT s.id_hash, s.began_at, s.seen_at, s.agent, s.address
  FROM sessions s JOIN people p ON p.id = s.person_id
  WHERE s.person_id = @personId AND s.generation = p.generation AND s.expires_at > @now
  ORDER BY s.seen_at DESC, s.began_at DESC LIMIT 100`;

/** Sessions in SQLite. */
export function createOwnSessions({ reader, write }: Storage<typeof accountProcedures>): OwnSessions {
  return {
    list: (personId, sessionId, now) =>
      reader.all<Row>(selectSessions, { personId, now }).map((row) => toSession(row, sessionId, now)),
    async end({ personId, which, now, by }) {
      return (await write('endOwnSessions', { personId, which: { only: which }, now, by })).length > 0;
    },
    endOthers: ({ personId, sessionId, now, by }) =>
      write('endOwnSessions', { personId, which: { allBut: sessionId }, now, by }),
    confirm: (sessionId, now) => write('confirmSession', { sessionId, now }),
  };
}

function toSession({ id_hash, ...row }: Row, asking: string, now: number): OwnSession {
  const actual = id_hash === asking;
  return {
    ...{ id: id_hash, actual, navegador: row.agent, direccion: row.address },
    desde: new Date(row.began_at).toISOString(),
    // Its use is written once an hour, and this one is in use.
    visto_en: new Date(actual ? now : row.seen_at).toISOString(),
  };
}
