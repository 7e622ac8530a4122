import { type ReadonlySignal, signal } from '@preact/signals-core';
import type { Clock } from '../sync/ports.ts';
import type { Ring } from './open-ring.ts';

const retryMs = 3_000;

/** Gets the ringing once the board stands; null until it is here. A page that could not get it tries again. */
export function loadRing(clock: Clock, open: () => Promise<Ring>): ReadonlySignal<Ring | null> {
  const ring = signal<Ring | null>(null);
  const load = () => {
    open().then(
      (opened) => {
        ring.value = opened;
      },
      () => clock.after(retryMs, load),
    );
  };
  load();
  return ring;
}
