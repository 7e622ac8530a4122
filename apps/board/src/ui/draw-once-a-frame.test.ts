import { signal } from '@preact/signals';
import { createFakeClock } from '@relevo/testkit/clock';
import { type ContainerNode, h, options, render } from 'preact';
import { expect, it, onTestFinished } from 'vitest';
import { drawOnceAFrame, type NextFrame, unseenMs } from './draw-once-a-frame.ts';

/** A page that records each value that it draws. */
function aPage() {
  const clock = createFakeClock();
  const awaited = new Set<() => void>();
  const nextFrame: NextFrame = (run) => {
    awaited.add(run);
    return () => void awaited.delete(run);
  };
  const before = options.debounceRendering;
  onTestFinished(() => {
    options.debounceRendering = before;
  });
  drawOnceAFrame(nextFrame, clock);

  const shown = signal(0);
  const drawn: number[] = [];
  const Page = () => {
    drawn.push(shown.value);
    return null;
  };
  const place = { childNodes: [], firstChild: null } as unknown as ContainerNode;
  render(h(Page, {}), place);
  drawn.length = 0;
  return {
    ...{ shown, drawn, clock, awaited },
    frame() {
      const due = [...awaited];
      awaited.clear();
      for (const run of due) run();
    },
  };
}

it('draws a burst of changes once, with the next frame', () => {
  const { shown, drawn, frame } = aPage();
  for (const value of [1, 2, 3]) shown.value = value;
  expect(drawn).toEqual([]);
  frame();
  expect(drawn).toEqual([3]);
});

it('draws changes after a frame with the next one', () => {
  const { shown, drawn, frame } = aPage();
  for (const value of [1, 2]) {
    shown.value = value;
    frame();
  }
  expect(drawn).toEqual([1, 2]);
});

it('draws without frames too, as on a hidden page', () => {
  const { shown, drawn, clock, awaited } = aPage();
  shown.value = 1;
  clock.advance(unseenMs - 1);
  expect(drawn).toEqual([]);
  clock.advance(1);
  expect(drawn).toEqual([1]);
  expect(awaited.size).toBe(0);
});

it('does not draw a change a second time after its frame', () => {
  const { shown, drawn, clock, frame } = aPage();
  shown.value = 1;
  frame();
  expect(clock.wakeTimes().length).toBe(0);
  clock.advance(unseenMs);
  expect(drawn).toEqual([1]);
});
