import type { Clock } from '../../sync/ports.ts';
import { createTimer } from '../../sync/timer.ts';

const idleMs = 3_000;

/** Hides the pointer while nobody moves it. @returns a function that ends it */
export function hideCursor(clock: Clock, target: HTMLElement): () => void {
  const idle = createTimer(clock);
  const moved = () => {
    delete target.dataset.cursor;
    idle.set(idleMs, () => {
      target.dataset.cursor = 'oculto';
    });
  };
  window.addEventListener('pointermove', moved);
  moved();
  return () => {
    idle.clear();
    window.removeEventListener('pointermove', moved);
    delete target.dataset.cursor;
  };
}
