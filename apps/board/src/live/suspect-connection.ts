import { type Clock, createTimer } from '../device/clock.ts';
import type { Replay } from './replay.ts';

/** While the line loses messages the board asks this often whether it has missed more, and waits this long for an answer. */
export const badLineAskMs = 1_000;
/** A line counts as bad for this long after the last loss: until a position could have come through. */
const suspectMs = 6_000;

export type BadLine = {
  /** Something was lost on the way. */
  suspect(): void;
  isSuspected(): boolean;
  /** There is no connection to ask over. */
  pause(): void;
  /** There is one again. It most likely goes over the same line, so what is suspected stays so. */
  resume(): void;
};

/**
 * Where one message was lost, the next may be as well, and the very last one shows only at the next position. So for a
 * while after a loss the board asks by itself every second, and is right at most 2 s after the line is good again.
 */
export function createBadLine(deps: { clock: Clock; replay: Pick<Replay, 'start'> }): BadLine {
  const { clock, replay } = deps;
  const next = createTimer(clock);
  let until = 0;

  function isSuspected(): boolean {
    return clock.now() < until;
  }

  function ask(): void {
    if (!isSuspected()) return;
    replay.start('cursor', true);
    next.set(badLineAskMs, ask);
  }

  return {
    suspect() {
      until = clock.now() + suspectMs;
      if (!next.armed()) next.set(badLineAskMs, ask);
    },
    isSuspected,
    pause: next.clear,
    resume() {
      if (isSuspected()) next.set(badLineAskMs, ask);
    },
  };
}
