import type { Clock } from '@relevo/service-kit';
import type { PeopleStore } from './people-store.ts';
import { isDue } from './session-times.ts';

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
