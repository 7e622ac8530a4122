import { options } from 'preact';

/** A page that is not looked at gets no frames; what it shows has to be right all the same. */
const unseenMs = 100;

/** Draws what has changed once a frame at most: a burst of events on a slow device is one drawing, not one each. */
export function drawOnceAFrame(): void {
  options.debounceRendering = (draw) => {
    let drawn = false;
    const once = () => {
      if (drawn) return;
      drawn = true;
      clearTimeout(timer);
      cancelAnimationFrame(frame);
      draw();
    };
    const frame = requestAnimationFrame(once);
    const timer = setTimeout(once, unseenMs);
  };
}
