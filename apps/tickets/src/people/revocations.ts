import type { Role } from '@relevo/contract';
import type { Clock } from '@relevo/service-kit';
import type { PeopleRepository } from './people-repository.ts';
import { isDue } from './session-lifetime.ts';

/** Sessions that are no longer valid: those of a person, those of a TV link, or one (`sessionIdOf`). */
type Revocation = { personId?: number; sessionId?: string; tvLinkId?: number };

/** Announces revocations inside this process, after they are on disk. `createSessionWatch` finds all the others. */
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

/** Whether a revocation applies to a connection with these credentials. */
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

type Watched = { sessionId?: string; rol: Role };

type Deps<C extends Watched> = {
  people: Pick<PeopleRepository, 'liveSessions' | 'prolongSessions'>;
  /** What is connected now. A connection without `sessionId` (a service with a key) is left alone. */
  sessions: () => Iterable<C>;
  clock: Clock;
  /** Called for each connection whose session is over, or has another role. */
  onGone: (connection: C) => void;
  log: { error(fields: object, message: string): void };
};

/**
 * Checks every `everyMs` whether the sessions of connected boards are still valid and have the same role: it finds those
 * that expired and those that were ended or changed outside this process. A connected board counts as use of its session.
 */
export function createSessionWatch<C extends Watched>(
  { people, sessions, clock, onGone, log }: Deps<C>,
  { everyMs = 1_000 } = {},
): AsyncDisposable {
  const stop = new AbortController();

  async function check(): Promise<void> {
    const connected = [...sessions()].filter(({ sessionId }) => sessionId !== undefined);
    if (connected.length === 0) return;
    const now = clock.now();
    const sessionIds = new Set(connected.map(({ sessionId }) => sessionId ?? ''));
    const live = await people.liveSessions([...sessionIds], now);
    const roles = new Map(live.map(({ sessionId, rol }) => [sessionId, rol]));
    for (const one of connected) if (roles.get(one.sessionId ?? '') !== one.rol) onGone(one);
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
      // A failing disk disconnects nobody; the next check finds who may no longer read.
      await check().catch((error) => log.error({ err: error }, 'could not check the sessions of the boards'));
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
