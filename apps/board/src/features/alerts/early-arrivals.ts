import { effect, type ReadonlySignal } from '@preact/signals-core';
import type { Person } from '@relevo/contract';
import type { SyncEngine } from '../../sync/engine.ts';

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
