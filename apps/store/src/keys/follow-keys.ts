import { type KeyNews, type KeyQuestion, maxLiveKeys } from '@relevo/contract';
import type { ApiKeys, Clock, Logger } from '@relevo/service-kit';
import type { TicketsClient } from '@relevo/tickets-client/one-attempt';
import type { KnownKeys } from './known-keys.ts';

/** How often the ticket service is asked. It looks at its table as often: together less than a second. */
export const askEveryMs = 400;
/** How often the use of keys is reported, and that the ticket service still says the same is written down. */
const noteEveryMs = 60_000;
/** How long nothing may be heard before the log says so: two services that start together do not start at once. */
const silenceMs = 5_000;

/** Whether the keys are as the ticket service has them now; if not, since when nothing was heard of it. */
export type KeysCheck = { estado: 'al-dia' } | { estado: 'sin-contacto'; desde: string | null };

export type KeyFollower = AsyncDisposable & {
  /** For `/healthz`. It fails no check: the store goes on with the keys that it knows. */
  check(): KeysCheck;
};

type Deps = {
  client: Pick<TicketsClient, 'askKeys'>;
  keys: Pick<ApiKeys, 'replace' | 'takeUsed'>;
  known: KnownKeys;
  clock: Clock;
  log: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** Called with each answer: the ticket service is there and takes the key. */
  onAnswer?: () => void;
};

/**
 * Keeps the accepted keys as the ticket service has them: takes at once what was known when the service last ran, then asks
 * for changes, for ever. While there is no answer, it goes on with what it knows, also after a restart.
 */
export function followKeys({ client, keys, known, clock, log, onAnswer }: Deps): KeyFollower {
  const stop = new AbortController();
  const used = new Map<number, number>();
  let { version, heardAt } = take();
  let inContact = false;
  let confirmedAt = Number.NEGATIVE_INFINITY;
  let reportedAt = Number.NEGATIVE_INFINITY;
  let silentSince: number | undefined = clock.monotonic();
  let complained = false;

  function take(): { version: string | null; heardAt: number | null } {
    const state = known.read();
    keys.replace(state?.claves ?? []);
    return { version: state?.version ?? null, heardAt: state?.heardAt ?? null };
  }

  async function ask(): Promise<void> {
    const now = clock.now();
    for (const id of keys.takeUsed()) used.set(id, now);
    const reports = used.size > 0 && clock.monotonic() - reportedAt >= noteEveryMs;
    const usadas = reports ? [...used].slice(0, maxLiveKeys) : [];
    const question: KeyQuestion = { version, usadas: usadas.map(([id, at]) => ({ id, en: isoOf(at) })) };
    const reply = await client.askKeys(question, { signal: stop.signal });
    if (reply.kind === 'failure') return silent(reply.message);
    if (!reply.promised || !reply.result) return silent(reply.detail ?? `status ${reply.status}`);
    if (!reply.result.claves && reply.result.version !== version) return silent('no list of the keys');
    if (reports) reportedAt = clock.monotonic();
    for (const [id, at] of usadas) if (used.get(id) === at) used.delete(id);
    await hear(reply.result, clock.now());
  }

  async function hear(news: KeyNews, now: number): Promise<void> {
    if (news.claves) {
      // What is known counts at once; the disk is only for the next start.
      keys.replace(news.claves);
      version = news.version;
      await known.keep({ version: news.version, claves: news.claves }, now);
      confirmedAt = clock.monotonic();
    } else if (clock.monotonic() - confirmedAt >= noteEveryMs) {
      confirmedAt = clock.monotonic();
      await known.confirm(now);
    }
    heardAt = now;
    inContact = true;
    onAnswer?.();
    silentSince = undefined;
    if (complained) log.info({}, 'the ticket service says again which keys are in use');
    complained = false;
  }

  function silent(reason: string): void {
    if (stop.signal.aborted) return;
    inContact = false;
    silentSince ??= clock.monotonic();
    if (complained || clock.monotonic() - silentSince < silenceMs) return;
    complained = true;
    const since = heardAt === null ? null : isoOf(heardAt);
    log.warn(
      { since, reason },
      'the ticket service does not say which keys are in use: going on with those known',
    );
  }

  async function follow(): Promise<void> {
    while (!stop.signal.aborted) {
      await ask().catch((error) => log.error({ err: error }, 'could not keep the keys in use'));
      await clock.sleep(askEveryMs, stop.signal).catch(() => {});
    }
  }

  const following = follow();
  return {
    check: () =>
      inContact
        ? { estado: 'al-dia' }
        : { estado: 'sin-contacto', desde: heardAt === null ? null : isoOf(heardAt) },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await following;
    },
  };
}

function isoOf(time: number): string {
  return new Date(time).toISOString();
}
