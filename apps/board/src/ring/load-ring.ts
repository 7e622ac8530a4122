import { type ReadonlySignal, signal } from '@preact/signals-core';
import type { TabMemory } from '../device/tab-memory.ts';
import type { Clock } from '../sync/ports.ts';
import type { Ring } from './open-ring.ts';

const retryMs = 3_000;

export type LoadedRing = {
  /** Null until it is here. */
  ring: ReadonlySignal<Ring | null>;
  /** It could not be got: the page is silent, and has to say so. */
  failed: ReadonlySignal<boolean>;
};

/**
 * Gets the ringing once the board stands. Some browsers never ask again for a part that they once failed to get, and after
 * a deployment it is not there any more: so the page is loaded anew, by itself once for each tab.
 */
export function loadRing(deps: {
  clock: Clock;
  open(): Promise<Ring>;
  reload(): void;
  memory: TabMemory;
}): LoadedRing {
  const { clock, open, reload, memory } = deps;
  const ring = signal<Ring | null>(null);
  const failed = signal(false);

  function giveUp(): void {
    failed.value = true;
    if (memory.recall() === null) {
      memory.remember('1');
      reload();
    }
    clock.after(retryMs, () => load(giveUp));
  }
  function load(fail: () => void): void {
    open().then((opened) => {
      failed.value = false;
      ring.value = opened;
    }, fail);
  }
  load(() => clock.after(retryMs, () => load(giveUp)));
  return { ring, failed };
}
