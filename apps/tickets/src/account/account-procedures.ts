import { type Db, prepared } from '@relevo/storage/procedures';
import { type Author, recordAudit } from '../audit/audit-procedures.ts';

/**
 * Writes on what somebody has of their own: sessions and the second factor. For the writer thread. Times are epoch
 * milliseconds; only hashes and sealed secrets come in. `by` is who does it: each act leaves its entry in the audit log.
 */
export const accountProcedures = {
  endOwnSessions,
  confirmSession,
  beginSecondFactor,
  activateSecondFactor,
  takeStep,
  takeOneTimeCode,
  replaceOneTimeCodes,
  removeSecondFactor,
  resealSecondFactor,
};

/** Which of the person's sessions end: one, or all but the one that asks. */
type Which = { only: string } | { allBut: string };
type EndInput = { personId: number; which: Which; now: number; by: Author };

/** Ends sessions of one person. @returns their ids */
function endOwnSessions(db: Db, { personId, which, now, by }: EndInput): string[] {
  const one = 'only' in which;
  const end = `DELETE FROM sessions WHERE person_id = ? AND id_hash ${one ? '=' : '<>'} ? RETURNING id_hash`;
  const rows = prepared(db, end).all(personId, one ? which.only : which.allBut) as { id_hash: string }[];
  const detalle = { sesiones: rows.length };
  if (rows.length > 0)
    recordAudit(db, { ...by, en: now, accion: 'sesiones-cerradas', a_quien: personId, detalle });
  return rows.map(({ id_hash }) => id_hash);
}

/** Notes that the owner of a session has just proved who they are. */
function confirmSession(db: Db, { sessionId, now }: { sessionId: string; now: number }): void {
  prepared(db, 'UPDATE sessions SET confirmed_at = ? WHERE id_hash = ?').run(now, sessionId);
}

/** Keeps a new secret that is not asked for yet. False if there is a second factor already. */
function beginSecondFactor(db: Db, { personId, sealed }: { personId: number; sealed: string }): boolean {
  const begin = `
    INSERT INTO second_factors (person_id, sealed) VALUES (@personId, @sealed)
    ON CONFLICT (person_id) DO UPDATE SET sealed = @sealed, last_step = 0 WHERE active_at IS NULL`;
  return prepared(db, begin).run({ personId, sealed }).changes === 1;
}

type Activation = {
  personId: number;
  /** The secret that the code was of: another one may have been begun since. */
  sealed: string;
  step: number;
  codeHashes: readonly string[];
  now: number;
  by: Author;
};

/** Turns a second factor on, with new one-time codes. False if it is on already, or another secret has been begun. */
function activateSecondFactor(db: Db, { personId, sealed, step, codeHashes, now, by }: Activation): boolean {
  const activate = `
    UPDATE second_factors SET active_at = @now, last_step = @step
    WHERE person_id = @personId AND sealed = @sealed AND active_at IS NULL`;
  if (prepared(db, activate).run({ personId, sealed, step, now }).changes === 0) return false;
  putOneTimeCodes(db, personId, codeHashes);
  recordAudit(db, { ...by, en: now, accion: 'segundo-factor-activado', a_quien: personId });
  return true;
}

/** Takes the code of a step. False if it, or a later one, was taken before. */
function takeStep(db: Db, { personId, step }: { personId: number; step: number }): boolean {
  const take = `
    UPDATE second_factors SET last_step = @step
    WHERE person_id = @personId AND active_at IS NOT NULL AND last_step < @step`;
  return prepared(db, take).run({ personId, step }).changes === 1;
}

/** Takes a one-time code. False if there is no such code, or it was taken before. */
function takeOneTimeCode(
  db: Db,
  { personId, codeHash, now }: { personId: number; codeHash: string; now: number },
): boolean {
  const take = `
    UPDATE one_time_codes SET used_at = @now
    WHERE person_id = @personId AND code_hash = @codeHash AND used_at IS NULL`;
  return prepared(db, take).run({ personId, codeHash, now }).changes === 1;
}

type NewCodes = { personId: number; codeHashes: readonly string[]; now: number; by: Author };

/** Puts new one-time codes in the place of all that there were. False without a second factor. */
function replaceOneTimeCodes(db: Db, { personId, codeHashes, now, by }: NewCodes): boolean {
  const active = 'SELECT 1 FROM second_factors WHERE person_id = ? AND active_at IS NOT NULL';
  if (!prepared(db, active).get(personId)) return false;
  putOneTimeCodes(db, personId, codeHashes);
  recordAudit(db, { ...by, en: now, accion: 'codigos-nuevos', a_quien: personId });
  return true;
}

function putOneTimeCodes(db: Db, personId: number, codeHashes: readonly string[]): void {
  prepared(db, 'DELETE FROM one_time_codes WHERE person_id = ?').run(personId);
  const insert = prepared(db, 'INSERT INTO one_time_codes (person_id, code_hash) VALUES (?, ?)');
  for (const hash of codeHashes) insert.run(personId, hash);
}

/** Turns a second factor off. False if there is none. */
function removeSecondFactor(
  db: Db,
  { personId, now, by }: { personId: number; now: number; by: Author },
): boolean {
  prepared(db, 'DELETE FROM one_time_codes WHERE person_id = ?').run(personId);
  const remove = 'DELETE FROM second_factors WHERE person_id = ? RETURNING active_at';
  const removed = prepared(db, remove).get(personId) as { active_at: number | null } | undefined;
  if (!removed?.active_at) return false;
  recordAudit(db, { ...by, en: now, accion: 'segundo-factor-quitado', a_quien: personId });
  return true;
}

/** Puts a secret that is sealed anew in the place of the one that it was. */
function resealSecondFactor(
  db: Db,
  { personId, from, to }: { personId: number; from: string; to: string },
): void {
  prepared(db, 'UPDATE second_factors SET sealed = ? WHERE person_id = ? AND sealed = ?').run(
    to,
    personId,
    from,
  );
}
