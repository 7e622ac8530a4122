import type { Member, Person, Role } from '@relevo/contract';

/** Whose a session is: a person, or a TV by its link. `generation` tells a session from before a change of the person. */
export type SessionOwner = { person: Person; tvLinkId: number | null; generation: number };

/** A session that is worth something. Times: epoch ms; `endsAt` null: it has no end while it is used. */
export type LiveSession = SessionOwner & { expiresAt: number; endsAt: number | null };

/** What signing in with a password needs to know. It never leaves the service. */
export type Account = { owner: SessionOwner; active: boolean; passwordHash: string | null };

export type NewPerson = { name: string; role: Role; email: string | null; passwordHash: string | null };
export type PersonChange = Partial<NewPerson & { active: boolean }>;

export type AddOutcome = { kind: 'added'; member: Member } | { kind: 'email-taken' };

/** `ended` are the sessions that the change put an end to. */
export type ChangeOutcome =
  | { kind: 'changed'; member: Member; ended: string[] }
  | { kind: 'unknown' }
  | { kind: 'email-taken' }
  | { kind: 'last-admin'; campo: 'rol' | 'activo' };

export type LinkOutcome = 'added' | 'unknown' | 'inactive';

type Standing = { role: Role; active: boolean };

type Verdict =
  /** Nobody could add or change people any more. `campo` is what may not change. */
  | { kind: 'last-admin'; campo: 'rol' | 'activo' }
  /** Which of the person's sessions end; `others` spares the one that the change was made with. */
  | { kind: 'allowed'; ends: 'none' | 'others' | 'all' };

/** Whether a person may be changed like this, and what becomes of their sessions. */
export function judgeChange(
  before: Standing,
  after: Standing & { newPassword: boolean },
  otherActiveAdmins: number,
): Verdict {
  const wasAdmin = before.active && before.role === 'admin';
  if (wasAdmin && otherActiveAdmins === 0) {
    if (!after.active) return { kind: 'last-admin', campo: 'activo' };
    if (after.role !== 'admin') return { kind: 'last-admin', campo: 'rol' };
  }
  if (after.role !== before.role || after.active !== before.active) return { kind: 'allowed', ends: 'all' };
  return { kind: 'allowed', ends: after.newPassword ? 'others' : 'none' };
}
