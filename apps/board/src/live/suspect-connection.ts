import { type Clock, createTimer } from '../device/clock.ts';
import type { Replay } from './replay.ts';

/** How often a board with a suspect connection asks whether it missed more, and how long it waits for an answer. */
export const suspectAskMs = 1_000;
/** How long a connection stays suspect after the last loss: long enough for a position to arrive. */
const suspectMs = 6_000;

export type SuspectConnection = {
  /** Marks the connection as suspect after a loss. */
  suspect(): void;
  isSuspected(): boolean;
  /** Stops asking while there is no connection. */
  pause(): void;
  /** Resumes on a new connection. It most likely takes the same network path, so the suspicion stays. */
  resume(): void;
};

/**
 * Asks every second for a while after a loss, so that the board is correct at most 2 s after the connection recovers.
 * After one lost message the next may get lost too, and the loss of the last one shows only at the next position.
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
