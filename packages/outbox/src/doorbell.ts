import { calledOff } from './called-off.ts';
import type { Clock } from './clock.ts';

export type Doorbell = {
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
