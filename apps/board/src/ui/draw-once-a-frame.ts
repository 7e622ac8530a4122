import { options } from 'preact';
import { browserClock, type Clock } from '../device/clock.ts';

/** How long to wait for a frame, in ms: a hidden page gets none, but must be correct too. */
export const unseenMs = 100;

/** Calls `run` with the next frame that the browser paints. @returns a function that cancels the call */
export type NextFrame = (run: () => void) => () => void;

/** Draws changes at most once per frame, so that a burst of events costs a slow device one draw. */
export function drawOnceAFrame(nextFrame: NextFrame = browserFrame, clock: Clock = browserClock): void {
  options.debounceRendering = (draw) => {
    // Whichever comes first cancels the other.
    const once = () => {
      cancelFrame();
      cancelTimer();
      draw();
    };
    const cancelFrame = nextFrame(once);
    const cancelTimer = clock.after(unseenMs, once);
  };
}

const browserFrame: NextFrame = (run) => {
  const id = requestAnimationFrame(run);
  return () => cancelAnimationFrame(id);
};
