import type { IncomingMessage } from 'node:http';
import session from 'express-session';
import { hashSecret, type PeopleStore } from './people-repository.ts';
import type { LiveSession, SessionOwner } from './person.ts';
import { isDue, longestMs, tvCookieMs } from './session-lifetime.ts';

declare module 'express-session' {
  interface SessionData {
    /** Whose it is, as of this request. */
    owner: SessionOwner;
    /** When it ends, as of this request; not there on one that was just begun. */
    ends?: Pick<LiveSession, 'expiresAt' | 'endsAt'>;
  }
}

export const sessionCookie = 'relevo';

/**
 * Sessions kept on the server: a lost database or a deleted row signs everybody, or one, out. The person is read with
 * the session at each request, so a change of theirs holds at once. The ends of a session are the server's; the cookie
 * only has to outlive them.
 */
export function createSession(people: PeopleStore, { secret, now }: { secret: string; now: () => number }) {
  return session({
    name: sessionCookie,
    secret,
    store: new PeopleSessions(people, now),
    resave: false,
    saveUninitialized: false,
    cookie: { httpOnly: true, sameSite: 'lax', secure: 'auto', maxAge: longestMs },
  });
}

/** The name of the request's session everywhere but in its cookie: a hash, which opens nothing. */
export function sessionIdOf(request: IncomingMessage & { sessionID: string }): string {
  return hashSecret(request.sessionID);
}

/**
 * Makes a session of this owner. Resolves when it is on disk.
 * @throws StorageUnavailable; nobody is signed in then
 */
export async function beginSession(
  request: IncomingMessage & { session: session.Session & Partial<session.SessionData> },
  owner: SessionOwner,
): Promise<void> {
  // A session id that somebody planted before the sign-in is worth nothing after it.
  await settled((done) => request.session.regenerate(done));
  request.session.owner = owner;
  if (owner.tvLinkId !== null) request.session.cookie.maxAge = tvCookieMs;
  await settled((done) => request.session.save(done));
}

/** Ends the request's session. Resolves when that is on disk. */
export function endSession(request: IncomingMessage & { session: session.Session }): Promise<void> {
  return settled((done) => request.session.destroy(done));
}

type Done = (error?: unknown) => void;

function settled(run: (done: Done) => void): Promise<void> {
  return new Promise((resolve, reject) => run((error) => (error ? reject(error) : resolve())));
}

class PeopleSessions extends session.Store {
  readonly #people: PeopleStore;
  readonly #now: () => number;
  readonly #stored = new WeakSet<object>();

  constructor(people: PeopleStore, now: () => number) {
    super();
    this.#people = people;
    this.#now = now;
  }

  override get(id: string, done: (error: unknown, data?: session.SessionData | null) => void): void {
    this.#people.findSession(hashSecret(id), this.#now()).then(
      (found) => done(null, found ? toSessionData(found) : null),
      (error) => done(error),
    );
  }

  override set(id: string, data: session.SessionData, done: Done = () => {}): void {
    // express-session saves what `beginSession` has saved once more at the end of the answer.
    if (this.#stored.has(data)) {
      done();
      return;
    }
    const stored = () => {
      this.#stored.add(data);
      done();
    };
    this.#people.addSession(hashSecret(id), data.owner, this.#now()).then(stored, done);
  }

  override touch(id: string, { ends }: session.SessionData, done: Done = () => {}): void {
    const now = this.#now();
    if (!ends || !isDue(ends, now)) {
      done();
      return;
    }
    // Whoever only reads is answered even when the disk takes no write.
    const either = () => done();
    this.#people.prolongSessions([hashSecret(id)], now).then(either, either);
  }

  override destroy(id: string, done: Done = () => {}): void {
    this.#people.deleteSession(hashSecret(id)).then(() => done(), done);
  }
}

// The cookie was sent when the session began; it is not sent again, so nothing of it has to be kept.
function toSessionData({ expiresAt, endsAt, ...owner }: LiveSession): session.SessionData {
  return { cookie: { originalMaxAge: null }, owner, ends: { expiresAt, endsAt } };
}
