import type { Clock } from '@relevo/service-kit';
import type { PeopleStore } from './people-repository.ts';
import { isDue } from './session-lifetime.ts';

/** Which sessions are worth nothing any more: those of a person, those of a TV link, or one (`sessionIdOf`). */
type Revocation = { personId?: number; sessionId?: string; tvLinkId?: number };

/** A notice inside this process, given after the change is on disk. `createSessionWatch` finds what it does not reach. */
export type Revocations = {
  onRevoked(listener: (revocation: Revocation) => void): void;
  revoke(revocation: Revocation): void;
};

export function createRevocations(): Revocations {
  const listeners = new Set<(revocation: Revocation) => void>();
  return {
    onRevoked: (listener) => void listeners.add(listener),
    revoke(revocation) {
      for (const listener of listeners) listener(revocation);
    },
  };
}

/** Whether a connection of this person, with these credentials, is to be cut. */
export function isRevoked(
  connected: { id: number | null; sessionId?: string; tvLinkId?: number },
  { personId, sessionId, tvLinkId }: Revocation,
): boolean {
  return (
    (personId !== undefined && connected.id === personId) ||
    (sessionId !== undefined && connected.sessionId === sessionId) ||
    (tvLinkId !== undefined && connected.tvLinkId === tvLinkId)
  );
}

type Deps<C extends { sessionId?: string }> = {
  people: Pick<PeopleStore, 'liveSessions' | 'prolongSessions'>;
  /** What is connected now. What has no `sessionId` (a service with its key) is left alone. */
  sessions: () => Iterable<C>;
  clock: Clock;
  /** Called for each connection whose session is over. */
  onGone: (connection: C) => void;
  log: { error(fields: object, message: string): void };
};

/**
 * Looks every `everyMs` whether the sessions of connected boards are still worth something: it finds what ran out, and
 * what was ended from outside this process. A board that is connected counts as using its session.
 */
export function createSessionWatch<C extends { sessionId?: string }>(
  { people, sessions, clock, onGone, log }: Deps<C>,
  { everyMs = 1_000 } = {},
): AsyncDisposable {
  const stop = new AbortController();

  async function look(): Promise<void> {
    const connected = [...sessions()].filter(({ sessionId }) => sessionId !== undefined);
    if (connected.length === 0) return;
    const now = clock.now();
    const sessionIds = new Set(connected.map(({ sessionId }) => sessionId ?? ''));
    const live = await people.liveSessions([...sessionIds], now);
    for (const { sessionId } of live) sessionIds.delete(sessionId);
    for (const one of connected) if (sessionIds.has(one.sessionId ?? '')) onGone(one);
    const due = live.filter((session) => isDue(session, now));
    if (due.length > 0)
      await people.prolongSessions(
        due.map(({ sessionId }) => sessionId),
        now,
      );
  }

  async function watch(): Promise<void> {
    for (;;) {
      await clock.sleep(everyMs, stop.signal).catch(() => {});
      if (stop.signal.aborted) return;
      // Nobody is cut because the disk fails: who may not read any more is found by the next look.
      await look().catch((error) => log.error({ err: error }, 'could not check the sessions of the boards'));
    }
  }

  const watching = watch();
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await watching;
    },
  };
}
