import type { Clock } from './ports.ts';

/** Ends a wait that is no longer needed. One object for all: an error of its own for each wait would cost a stack trace. */
export const noLongerNeeded = new DOMException('no longer needed', 'AbortError');

export type WakeSignal = {
  /** Ends the wait, or the next one if nobody is waiting. */
  notify(): void;
  /** Resolves after so many ms or when notified; never rejects. */
  wait(ms: number): Promise<void>;
};

/** Lets one waiter sleep until a time, or until notified. */
export function createWakeSignal(clock: Clock): WakeSignal {
  let notified = false;
  let wakeUp: AbortController | undefined;
  return {
    notify() {
      notified = true;
      wakeUp?.abort(noLongerNeeded);
    },
    async wait(ms) {
      wakeUp = new AbortController();
      if (notified) wakeUp.abort(noLongerNeeded);
      await clock.sleep(ms, wakeUp.signal).catch(() => undefined);
      notified = false;
    },
  };
}
