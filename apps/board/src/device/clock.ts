/** Time for the engine: the browser's own, or one that a test moves. */
export type Clock = {
  /** Milliseconds since 1970 by this device. */
  now(): number;
  /** Calls `run` once after `delayMs`. @returns a function that takes the call back */
  after(delayMs: number, run: () => void): () => void;
};

export const browserClock: Clock = {
  now: () => Date.now(),
  after(delayMs, run) {
    const id = setTimeout(run, delayMs);
    return () => clearTimeout(id);
  },
};

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
