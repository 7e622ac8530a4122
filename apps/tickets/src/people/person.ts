import type { AuditAction, AuditDetail, Member, Person, Role } from '@relevo/contract';

/** Who owns a session: a person, or a TV by its link. `generation` marks sessions from before a change of the person. */
export type SessionOwner = { person: Person; tvLinkId: number | null; generation: number };

/** The way by which somebody came in, from which address, and what the browser says of itself. */
export type Entry = { way: 'clave' | 'enlace' | 'tv' | null; desde: string | null; agent?: string | null };

/**
 * A valid session. Times in epoch ms. `endsAt` null: it does not end while it is used. `seenAt`: its last use that is on
 * disk; `confirmedAt`: when its owner last proved who they are.
 */
export type LiveSession = SessionOwner & {
  expiresAt: number;
  endsAt: number | null;
  seenAt: number;
  confirmedAt: number;
};

/** What a sign-in with a password needs. It never leaves the service. */
export type Account = {
  owner: SessionOwner;
  active: boolean;
  email: string | null;
  passwordHash: string | null;
};

export type NewPerson = { name: string; role: Role; email: string | null; passwordHash: string | null };
export type PersonChange = Partial<NewPerson & { active: boolean }>;

export type AddOutcome = { kind: 'added'; member: Member } | { kind: 'email-taken' };

/** `ended`: the sessions that the change ended. */
export type ChangeOutcome =
  | { kind: 'changed'; member: Member; ended: string[] }
  | { kind: 'unknown' }
  | { kind: 'email-taken' }
  | { kind: 'last-admin'; campo: 'rol' | 'activo' };

export type LinkOutcome = 'added' | 'unknown' | 'inactive';

type RoleAndState = { role: Role; active: boolean };

type ChangeDecision =
  /** Nobody could add or change people any more. `campo`: the field that may not change. */
  | { kind: 'last-admin'; campo: 'rol' | 'activo' }
  /** `ends`: which sessions of the person end; `others` keeps the one that made the change. */
  | { kind: 'allowed'; ends: 'none' | 'others' | 'all' };

/** Decides whether a person may be changed like this, and which of their sessions end. */
export function decidePersonChange(
  before: RoleAndState,
  after: RoleAndState & { newPassword: boolean },
  otherActiveAdmins: number,
): ChangeDecision {
  const wasAdmin = before.active && before.role === 'admin';
  if (wasAdmin && otherActiveAdmins === 0) {
    if (!after.active) return { kind: 'last-admin', campo: 'activo' };
    if (after.role !== 'admin') return { kind: 'last-admin', campo: 'rol' };
  }
  if (after.role !== before.role || after.active !== before.active) return { kind: 'allowed', ends: 'all' };
  return { kind: 'allowed', ends: after.newPassword ? 'others' : 'none' };
}

type PersonState = RoleAndState & { name: string; email: string | null };

/** The acts that a change of a person amounts to, for the audit log. Name and email are named, not told. */
export function actsOf(
  before: PersonState,
  after: PersonState & { newPassword: boolean },
): { accion: AuditAction; detalle?: AuditDetail }[] {
  const campos = [
    ...(before.name === after.name ? [] : ['nombre']),
    ...(before.email === after.email ? [] : ['email']),
  ];
  const acts: ({ accion: AuditAction; detalle?: AuditDetail } | false)[] = [
    campos.length > 0 && { accion: 'persona-cambiada', detalle: { campos } },
    before.role !== after.role && { accion: 'rol-cambiado', detalle: { de: before.role, a: after.role } },
    after.newPassword && { accion: 'clave-cambiada' },
    before.active !== after.active && { accion: after.active ? 'persona-activada' : 'persona-desactivada' },
  ];
  return acts.filter((act) => act !== false);
}
