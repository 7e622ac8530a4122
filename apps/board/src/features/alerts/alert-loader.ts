import { effect, type ReadonlySignal, signal } from '@preact/signals-core';
import type { Person } from '@relevo/contract';
import type { Clock } from '../../device/clock.ts';
import type { TabMemory } from '../../device/storage.ts';
import type { SyncEngine } from '../../live/sync-engine.ts';

const retryMs = 3_000;
/** What a tab remembers once it has reloaded, until the ringing is there. */
const reloaded = '1';

type LoadedAlerts<Alerts> = {
  /** Null until it is here. */
  ring: ReadonlySignal<Alerts | null>;
  /** It could not be loaded: the page is silent, and has to say so. */
  failed: ReadonlySignal<boolean>;
};

/**
 * Loads the ringing after the board. Some browsers never ask again for a module that they once failed to load, and after
 * a deployment it is gone from the server: then the page reloads itself, once until that has helped.
 */
export function loadAlerts<Alerts>(deps: {
  clock: Clock;
  open(): Promise<Alerts>;
  /** Whether the service can send the page now. */
  pageIsThere(): Promise<boolean>;
  reload(): void;
  memory: TabMemory;
}): LoadedAlerts<Alerts> {
  const { clock, open, memory } = deps;
  const ring = signal<Alerts | null>(null);
  const failed = signal(false);

  async function reloadOnce(): Promise<void> {
    if (memory.recall() === reloaded || !(await deps.pageIsThere())) return;
    memory.remember(reloaded);
    // A tab that remembers nothing would reload again and again.
    if (memory.recall() === reloaded) deps.reload();
  }
  function giveUp(): void {
    failed.value = true;
    void reloadOnce();
    clock.after(retryMs, () => load(giveUp));
  }
  function load(fail: () => void): void {
    open().then((opened) => {
      failed.value = false;
      ring.value = opened;
      if (memory.recall() === reloaded) memory.remember('');
    }, fail);
  }
  load(() => clock.after(retryMs, () => load(giveUp)));
  return { ring, failed };
}

/** What came in before the ringing was loaded, without the last arrival of each kind: the engine still has that one. */
export type EarlyArrivals = { live: readonly number[]; missed: number };

/** Collects arrivals until the ringing is loaded, because the engine keeps only the last one. */
export function collectArrivals(
  engine: Pick<SyncEngine, 'arrivedLive' | 'arrivedMissed'>,
  person: ReadonlySignal<Person | null>,
): { take(): EarlyArrivals } {
  let live: number[][] = [];
  let missed: number[] = [];
  const ends = [
    effect(() => void live.push(engine.arrivedLive.value.map(({ ticket_id }) => ticket_id))),
    effect(() => void missed.push(engine.arrivedMissed.value.length)),
    // Whoever signs in next is not called for what came in before.
    effect(() => {
      if (person.value) return;
      live = [];
      missed = [];
    }),
  ];
  return {
    take() {
      for (const end of ends) end();
      return { live: live.slice(0, -1).flat(), missed: missed.slice(0, -1).reduce((sum, n) => sum + n, 0) };
    },
  };
}
