import type { KeyState } from '@relevo/contract';
import type { ApiKeys, Clock } from '@relevo/service-kit';
import type { KeyRepository } from './key-repository.ts';

/** How often the table is asked whether it has changed. The store asks as often, so that it too knows within a second. */
export const keyPollMs = 400;
/** How often the last use of one key is written, at most. */
const useEveryMs = 60_000;

/** Keeps the accepted keys as the table has them, whoever changes it: this process, or `npm run keys` beside it. */
export type KeyWatch = AsyncDisposable & {
  /** The keys in use, as this process knows them. */
  state(): KeyState;
  /** Looks at the table now: for whoever has just changed it. */
  refresh(): void;
  /** Notes that a key was used, here or at the store. It is written within a minute. `at`: epoch ms. */
  noteUse(id: number, at: number): void;
  /** Calls `listener` after every look at the table, also when nothing changed: a rotated key's old secret ends by time. */
  onLooked(listener: () => void): void;
};

type Deps = {
  keys: Pick<ApiKeys, 'replace' | 'takeUsed'>;
  table: Pick<KeyRepository, 'version' | 'live' | 'noteUse'>;
  clock: Clock;
  log: { error(fields: object, message: string): void };
};

/** Takes the keys of the table, and then every change of it within `keyPollMs`. */
export function startKeyWatch({ keys, table, clock, log }: Deps): KeyWatch {
  const stop = new AbortController();
  const listeners = new Set<() => void>();
  const used = new Map<number, number>();
  const written = new Map<number, number>();
  let state = take();

  function take(): KeyState {
    const live = table.live();
    keys.replace(live.claves);
    const ids = new Set(live.claves.map(({ id }) => id));
    for (const id of written.keys()) if (!ids.has(id)) written.delete(id);
    return live;
  }

  function refresh(): void {
    if (table.version() !== state.version) state = take();
    for (const listener of listeners) listener();
  }

  function noteUse(id: number, at: number): void {
    if (state.claves.some((key) => key.id === id)) used.set(id, Math.max(at, used.get(id) ?? 0));
  }

  async function writeUse(isDue: (id: number) => boolean): Promise<void> {
    for (const id of keys.takeUsed()) noteUse(id, clock.now());
    const due = [...used].filter(([id]) => isDue(id)).map(([id, at]) => ({ id, at }));
    if (due.length === 0) return;
    for (const { id } of due) {
      used.delete(id);
      written.set(id, clock.monotonic());
    }
    await table.noteUse(due);
  }

  const wasLongAgo = (id: number) =>
    clock.monotonic() - (written.get(id) ?? Number.NEGATIVE_INFINITY) >= useEveryMs;

  async function watch(): Promise<void> {
    for (;;) {
      await clock.sleep(keyPollMs, stop.signal).catch(() => {});
      if (stop.signal.aborted) return;
      try {
        refresh();
        await writeUse(wasLongAgo);
      } catch (error) {
        // The keys that are known stay valid; the next look finds what changed.
        log.error({ err: error }, 'could not look at the keys');
      }
    }
  }

  const watching = watch();
  return {
    state: () => state,
    refresh,
    noteUse,
    onLooked: (listener) => void listeners.add(listener),
    async [Symbol.asyncDispose]() {
      stop.abort();
      await watching;
      await writeUse(() => true).catch(() => {});
    },
  };
}
