import type { Clock } from './ports.ts';

/** One call in the future at most: setting it again takes the earlier call back. */
export type Timer = { set(delayMs: number, run: () => void): void; clear(): void; armed(): boolean };

export function createTimer(clock: Clock): Timer {
  let cancel: (() => void) | null = null;
  const timer = {
    set(delayMs: number, run: () => void) {
      timer.clear();
      cancel = clock.after(delayMs, () => {
        cancel = null;
        run();
      });
    },
    clear() {
      cancel?.();
      cancel = null;
    },
    armed: () => cancel !== null,
  };
  return timer;
}
