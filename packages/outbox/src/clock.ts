import { setTimeout } from 'node:timers/promises';

/** Time as a dependency. `now` is epoch ms; `sleep` rejects when its signal aborts. */
export type Clock = {
  now(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
};

// Above this setTimeout fires at once.
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) => setTimeout(Math.min(Math.max(ms, 0), LONGEST_TIMER_MS), undefined, { signal }),
};

/** Why a limit is called off that was not reached. One for all: an error of its own for each would cost a stack. */
export const calledOff = new DOMException('no longer needed', 'AbortError');

type Doorbell = {
  /** Ends the wait, or the next one if nobody is waiting. */
  ring(): void;
  /** Resolves after so many ms or when it rings; never rejects. */
  wait(ms: number): Promise<void>;
};

/** Lets one waiter sleep until a time or until called. */
export function createDoorbell(clock: Clock): Doorbell {
  let rung = false;
  let wakeUp: AbortController | undefined;
  return {
    ring() {
      rung = true;
      wakeUp?.abort(calledOff);
    },
    async wait(ms) {
      wakeUp = new AbortController();
      if (rung) wakeUp.abort(calledOff);
      await clock.sleep(ms, wakeUp.signal).catch(() => undefined);
      rung = false;
    },
  };
}
