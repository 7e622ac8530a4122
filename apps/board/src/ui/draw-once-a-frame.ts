import { options } from 'preact';
import { browserClock, type Clock } from '../device/clock.ts';

/** A page that is not looked at gets no frames; what it shows has to be right all the same. */
export const unseenMs = 100;

/** Calls `run` with the next frame that the browser paints. @returns a function that takes the call back */
export type NextFrame = (run: () => void) => () => void;

/** Draws what has changed once a frame at most: a burst of events on a slow device is one drawing, not one each. */
export function drawOnceAFrame(nextFrame: NextFrame = browserFrame, clock: Clock = browserClock): void {
  options.debounceRendering = (draw) => {
    // Whichever comes first takes the other back.
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
