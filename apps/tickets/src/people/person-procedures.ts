import { type Db, prepared } from '@relevo/storage/procedures';
import { judgeChange } from './judge-change.ts';
import type { AddOutcome, ChangeOutcome, NewPerson, PersonChange } from './people-store.ts';
import { type PersonRow, selectPeople, toMember } from './person-row.ts';

/** Writes on people. Times are epoch milliseconds; a password comes in as its hash. */
export const personProcedures = { addPerson, changePerson };

const updatePerson = `
  UPDATE people
  SET name = @name, email = @email, role = @role, active = @active, password_hash = @passwordHash
  WHERE id = @id`;

export function addPerson(db: Db, { person, now }: { person: NewPerson; now: number }): AddOutcome {
  if (isTaken(db, person.email, 0)) return { kind: 'email-taken' };
  const insert = `
    INSERT INTO people (name, email, role, active, password_hash, created_at)
    VALUES (@name, @email, @role, 1, @passwordHash, @now) RETURNING *`;
  return { kind: 'added', member: toMember(prepared(db, insert).get({ ...person, now }) as PersonRow) };
}

function changePerson(
  db: Db,
  { id, change, keepSession }: { id: number; change: PersonChange; keepSession: string },
): ChangeOutcome {
  const row = findPerson(db, id);
  if (!row) return { kind: 'unknown' };
  const before = { ...row, active: row.active === 1, passwordHash: row.password_hash };
  const after = { ...before, ...change };
  if (isTaken(db, after.email, id)) return { kind: 'email-taken' };
  const newPassword = change.passwordHash !== undefined;
  const verdict = judgeChange(before, { ...after, newPassword }, otherActiveAdmins(db, id));
  if (verdict.kind === 'last-admin') return verdict;

  const { name, email, role, passwordHash } = after;
  prepared(db, updatePerson).run({ id, name, email, role, active: after.active ? 1 : 0, passwordHash });
  // A link that was sent before is a way in as well.
  if (verdict.ends !== 'none') prepared(db, 'DELETE FROM sign_in_links WHERE person_id = ?').run(id);
  const ended =
    verdict.ends === 'none' ? [] : endSessions(db, id, verdict.ends === 'others' ? keepSession : '');
  return { kind: 'changed', member: toMember(findPerson(db, id) as PersonRow), ended };
}

/** The person with this id, active or not. */
export function findPerson(db: Db, id: number): PersonRow | undefined {
  return prepared(db, `${selectPeople} WHERE id = ?`).get(id) as PersonRow | undefined;
}

/** Ends the person's sessions but for `keep`, and those that are being made at this moment. */
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
