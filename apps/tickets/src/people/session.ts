import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import session from 'express-session';
import { hashSecret, type PeopleRepository } from './people-repository.ts';
import type { Entry, LiveSession, SessionOwner } from './person.ts';
import { isDue, longestMs, tvCookieMs } from './session-lifetime.ts';

declare module 'express-session' {
  interface SessionData {
    /** The owner, read with this request. */
    owner: SessionOwner;
    /** How the owner came in; on a new session only. */
    entry?: Entry;
    /** When it was last used and confirmed, read with this request; missing on a new session. */
    kept?: Pick<LiveSession, 'seenAt' | 'confirmedAt'>;
  }
}

export const sessionCookie = 'relevo';

/**
 * Sessions kept in the database: deleting a row signs somebody out. Each request reads the person with the session, so a
 * change of the person applies at once. The server decides when a session ends; the cookie only has to last longer.
 */
export function createSession(
  people: PeopleRepository,
  { secrets, now }: { secrets: readonly string[]; now: () => number },
) {
  return session({
    name: sessionCookie,
    // The first signs; a cookie signed by any of them is believed, so that a new secret signs nobody out.
    secret: [...secrets],
    store: new PeopleSessions(people, now),
    resave: false,
    saveUninitialized: false,
    cookie: { httpOnly: true, sameSite: 'lax', secure: 'auto', maxAge: longestMs },
  });
}

/**
 * Makes the function that tells requests of different sessions apart without asking the database: by a cookie that only
 * this service can have made. The session itself may have ended.
 */
export function createSessionNames(secrets: readonly string[]) {
  return ({ headers }: Pick<IncomingMessage, 'headers'>): string | undefined => {
    const [, value] = cookiePattern.exec(headers.cookie ?? '') ?? [];
    const [, id, signature] = /^s:([\w-]{1,100})\.([\w+/]{1,64})$/.exec(decoded(value ?? '')) ?? [];
    if (id === undefined || signature === undefined) return undefined;
    return secrets.some((secret) => isSignature(signature, id, secret)) ? id : undefined;
  };
}

const cookiePattern = new RegExp(`(?:^|;\\s*)${sessionCookie}=([^;]{1,300})`);

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return '';
  }
}

// As `cookie-signature`, which express-session uses, makes it.
function isSignature(signature: string, id: string, secret: string): boolean {
  const right = Buffer.from(createHmac('sha256', secret).update(id).digest('base64').replace(/=+$/, ''));
  const given = Buffer.from(signature);
  return given.length === right.length && timingSafeEqual(given, right);
}

/** The id of the request's session everywhere except in its cookie: a hash, which gives no access. */
export function sessionIdOf(request: IncomingMessage & { sessionID: string }): string {
  return hashSecret(request.sessionID);
}

/**
 * Starts a session for this owner. Resolves when it is on disk.
 * @throws StorageUnavailable; then nobody is signed in
 */
export async function beginSession(
  request: IncomingMessage & { session: session.Session & Partial<session.SessionData> },
  owner: SessionOwner,
  entry: Entry,
): Promise<void> {
  // A session id that somebody planted before the sign-in is not valid after it.
  await settled((done) => request.session.regenerate(done));
  request.session.owner = owner;
  request.session.entry = entry;
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
  readonly #people: PeopleRepository;
  readonly #now: () => number;
  readonly #stored = new WeakSet<object>();

  constructor(people: PeopleRepository, now: () => number) {
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
    // At the end of the answer express-session saves again what `beginSession` has saved.
    if (this.#stored.has(data)) {
      done();
      return;
    }
    const stored = () => {
      this.#stored.add(data);
      done();
    };
    this.#people.addSession(hashSecret(id), data.owner, this.#now(), data.entry).then(stored, done);
  }

  override touch(id: string, { kept }: session.SessionData, done: Done = () => {}): void {
    const now = this.#now();
    if (!kept || !isDue(kept, now)) {
      done();
      return;
    }
    // Somebody who only reads gets an answer even if the disk takes no writes.
    const either = () => done();
    this.#people.prolongSessions([hashSecret(id)], now).then(either, either);
  }

  override destroy(id: string, done: Done = () => {}): void {
    this.#people.deleteSession(hashSecret(id)).then(() => done(), done);
  }
}

// The cookie is sent only when the session starts, so nothing of it has to be stored.
function toSessionData({
  person,
  tvLinkId,
  generation,
  seenAt,
  confirmedAt,
}: LiveSession): session.SessionData {
  const owner = { person, tvLinkId, generation };
  return { cookie: { originalMaxAge: null }, owner, kept: { seenAt, confirmedAt } };
}
