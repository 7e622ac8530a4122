import type { Member, Person, Role, TvLink } from '@relevo/contract';

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

/**
 * Port: people, links and sessions. Tokens come in as they are and are kept as hashes; a `sessionId` is a hash
 * already (`sessionIdOf`). Times are epoch ms. Every read sees all that was committed before it.
 */
export type PeopleStore = {
  members(): Promise<Member[]>;
  drivers(): Promise<{ id: number; nombre: string }[]>;
  addPerson(person: NewPerson, now: number): Promise<AddOutcome>;
  /** `keepSession`: the session that this change is made with; a new password of one's own does not end it. */
  changePerson(id: number, change: PersonChange, keepSession: string): Promise<ChangeOutcome>;
  findAccount(email: string): Promise<Account | undefined>;
  /** Whether there is anybody who may add and change people. */
  hasActiveAdmin(): Promise<boolean>;
  /** Whether any person has ever signed in. */
  hasSignedIn(): Promise<boolean>;

  /** A one-time link for this person, whose older unused ones die; without a person, for the first admin. */
  addSignInLink(link: { token: string; expiresAt: number; personId: number | null }): Promise<LinkOutcome>;
  /** Whose the link is, exactly once, if it is known and has not expired. */
  useSignInLink(token: string, now: number): Promise<SessionOwner | undefined>;

  /** The last ones first. */
  tvLinks(): Promise<TvLink[]>;
  addTvLink(link: { nombre: string; token: string; now: number }): Promise<TvLink>;
  /** False when there is no such link. */
  revokeTvLink(id: number, now: number): Promise<boolean>;
  findTvLink(token: string): Promise<SessionOwner | undefined>;

  findSession(sessionId: string, now: number): Promise<LiveSession | undefined>;
  /** Which of these sessions are worth something, in one query. */
  liveSessions(
    sessionIds: readonly string[],
    now: number,
  ): Promise<{ sessionId: string; expiresAt: number; endsAt: number | null }[]>;
  addSession(sessionId: string, owner: SessionOwner, now: number): Promise<void>;
  /** Puts the idle end of these sessions off. One that is gone does not come back. */
  prolongSessions(sessionIds: readonly string[], now: number): Promise<void>;
  deleteSession(sessionId: string): Promise<void>;
};
