import { computed, signal } from '@preact/signals-core';
import type { Clock } from '../device/clock.ts';
import type { Updates } from './updates.ts';

const againMs = 60_000;

/** The watch over new versions, which nobody waits for: it comes after the page itself. */
export function updatesLater(clock: Clock, load: () => Promise<Updates>): Updates {
  const loaded = signal<Updates | null>(null);
  const fetchPart = () =>
    void load().then(
      (updates) => {
        loaded.value = updates;
      },
      () => clock.after(againMs, fetchPart),
    );
  fetchPart();
  return {
    offered: computed(() => loaded.value?.offered.value ?? false),
    take: () => loaded.peek()?.take(),
  };
}
