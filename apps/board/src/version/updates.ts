import { computed, effect, type ReadonlySignal } from '@preact/signals-core';
import type { TabMemory } from '../device/tab-memory.ts';
import { judgeUpdate, type UpdateFacts } from './judge-update.ts';
import type { VersionWatch } from './version-watch.ts';

export type Updates = {
  /** Whether to say that there is a new version. */
  offered: ReadonlySignal<boolean>;
  /** Loads it, as somebody has asked for. */
  take(): void;
};

/** Takes a new version when nobody is disturbed by it, and offers it until then. */
export function createUpdates(deps: {
  watch: VersionWatch;
  /** Read anew each second while there is a new version. */
  facts: () => Omit<UpdateFacts, 'newer' | 'triedFor'>;
  /** The version for which it was loaded anew last. */
  memory: TabMemory;
  reload(): void;
}): Updates {
  const { watch, facts, memory, reload } = deps;
  let underWay = false;
  const verdict = computed(() => {
    const newer = watch.newer.value;
    if (newer === null) return 'nothing';
    return judgeUpdate({ newer, triedFor: memory.recall(), ...facts() });
  });

  // Only once the service has sent the page a moment ago: a TV must not end on the browser's page of errors.
  async function load(isWanted: () => boolean): Promise<void> {
    if (underWay) return;
    underWay = true;
    const there = await watch.confirm();
    underWay = false;
    const { newer } = watch;
    if (!there || newer.peek() === null || !isWanted()) return;
    memory.remember(newer.peek() ?? '');
    reload();
  }

  effect(() => {
    // Asked again: while the service took its time, somebody may have come back to the page.
    if (verdict.value === 'reload') void load(() => verdict.peek() === 'reload');
  });
  return { offered: computed(() => verdict.value === 'offer'), take: () => void load(() => true) };
}
