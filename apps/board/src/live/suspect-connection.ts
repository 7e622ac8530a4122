import { type Clock, createTimer } from '../device/clock.ts';
import type { Replay } from './replay.ts';

/** While the connection is suspect the board asks this often whether it has missed more, and waits this long for an answer. */
export const suspectAskMs = 1_000;
/** A connection stays suspect for this long after the last loss: until a position could have come through. */
const suspectMs = 6_000;

export type SuspectConnection = {
  /** Something was lost on the way. */
  suspect(): void;
  isSuspected(): boolean;
  /** There is no connection to ask over. */
  pause(): void;
  /** There is a new one. It most likely takes the same way, so what is suspected stays so. */
  resume(): void;
};

/**
 * Asks every second for a while after a loss, so that the board is right at most 2 s after the connection is good again.
 * Where one message was lost the next may be too, and the loss of the very last one shows only at the next position.
 */
export function createSuspectConnection(deps: {
  clock: Clock;
  replay: Pick<Replay, 'start'>;
}): SuspectConnection {
  const { clock, replay } = deps;
  const next = createTimer(clock);
  let until = 0;

  function isSuspected(): boolean {
    return clock.now() < until;
  }

  function ask(): void {
    if (!isSuspected()) return;
    replay.start('cursor', true);
    next.set(suspectAskMs, ask);
  }

  return {
    suspect() {
      until = clock.now() + suspectMs;
      if (!next.armed()) next.set(suspectAskMs, ask);
    },
    isSuspected,
    pause: next.clear,
    resume() {
      if (isSuspected()) next.set(suspectAskMs, ask);
    },
  };
}
