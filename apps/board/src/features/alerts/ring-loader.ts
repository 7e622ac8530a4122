import { effect, type ReadonlySignal, signal } from '@preact/signals-core';
import type { Person } from '@relevo/contract';
import type { Clock } from '../../device/clock.ts';
import type { TabMemory } from '../../device/storage.ts';
import type { SyncEngine } from '../../live/sync-engine.ts';

const retryMs = 3_000;
/** What a tab remembers that was loaded anew, to no avail yet. */
const reloaded = '1';

export type LoadedRing<Ring> = {
  /** Null until it is here. */
  ring: ReadonlySignal<Ring | null>;
  /** It could not be got: the page is silent, and has to say so. */
  failed: ReadonlySignal<boolean>;
};

/**
 * Gets the ringing once the board stands. Some browsers never ask again for a part that they once failed to get, and after
 * a deployment it is not there any more: then the page is loaded anew, by itself once until that has helped.
 */
export function loadRing<Ring>(deps: {
  clock: Clock;
  open(): Promise<Ring>;
  /** Whether the service sends the page now. */
  pageIsThere(): Promise<boolean>;
  reload(): void;
  memory: TabMemory;
}): LoadedRing<Ring> {
  const { clock, open, memory } = deps;
  const ring = signal<Ring | null>(null);
  const failed = signal(false);

  async function reloadOnce(): Promise<void> {
    if (memory.recall() === reloaded || !(await deps.pageIsThere())) return;
    memory.remember(reloaded);
    // A tab that remembers nothing would be loaded again and again.
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

/** What came in before the ringing was there, but for the last of each kind, which the engine still tells. */
export type EarlyArrivals = { live: readonly number[]; missed: number };

/** Keeps what comes in until somebody can call people to it: the engine tells the last arrival only. */
export function collectArrivals(
  engine: Pick<SyncEngine, 'arrivedLive' | 'arrivedMissed'>,
  person: ReadonlySignal<Person | null>,
): { take(): EarlyArrivals } {
  let live: number[][] = [];
  let missed: number[] = [];
  const ends = [
    effect(() => void live.push(engine.arrivedLive.value.map(({ ticket_id }) => ticket_id))),
    effect(() => void missed.push(engine.arrivedMissed.value.length)),
    // Nobody is called for what came in for somebody else.
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
