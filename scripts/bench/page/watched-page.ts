import type { Page } from 'playwright-core';
import { percentile } from '../../figures.ts';

/** What a board on a slow device may take with 500 orders and 20 events a second, in milliseconds. */
const crowdLimits = { longestTaskMs: 200, keyToPaintP95Ms: 200 };

const namedTasks = 8;

/** Whether a crowded page kept its promise, and how it did. */
export function summarizeCrowd({ tasks, keysMs }: Watched): { met: boolean; text: string } {
  const longest = tasks.toSorted((a, b) => b.ms - a.ms);
  const keys = keysMs.toSorted((a, b) => a - b);
  const longestMs = longest[0]?.ms ?? 0;
  const p95 = percentile(keys, 0.95);
  const figures = [0.5, 0.95, 0.99].map(
    (share) => `p${share * 100} ${Math.round(percentile(keys, share))} ms`,
  );
  return {
    // Without a key nothing was measured.
    met: longestMs <= crowdLimits.longestTaskMs && p95 <= crowdLimits.keyToPaintP95Ms,
    text: [
      `longest task ${Math.round(longestMs)} ms (at most ${crowdLimits.longestTaskMs});`,
      `${tasks.length} of 50 ms or more: ${longest.slice(0, namedTasks).map(nameTask).join(', ') || 'none'};`,
      `key to paint over ${keys.length} keys: ${figures.join(', ')} (p95 at most ${crowdLimits.keyToPaintP95Ms}),`,
      `max ${Math.round(keys.at(-1) ?? Number.NaN)} ms`,
    ].join(' '),
  };
}

function nameTask({ at, ms }: LongTask): string {
  return `${Math.round(ms)} ms at ${(at / 1_000).toFixed(1)} s`;
}

/** A task that kept the page from answering for 50 ms or more. Times in milliseconds; `at` since the watch began. */
type LongTask = { at: number; ms: number };
/** What a page did while it was watched. `keysMs`: of each key, until the next frame is painted. */
type Watched = { tasks: LongTask[]; keysMs: number[] };

/** Takes note of long tasks, and of how long each key takes until its frame is painted. @returns what it saw */
export async function watchPage(page: Page): Promise<() => Promise<Watched>> {
  await page.evaluate(watch);
  return () => page.evaluate<Watched>('window.relevoWatched()');
}

// As text: it runs in the page, whose policy allows no function made of text. What a key took is the browser's own
// figure: from when it got the key, so that what it waited behind a task counts too, until the frame is on the screen.
// It tells of those from 16 ms on, in steps of 8; a quicker one counts as 16.
const watch = `(() => {
  const began = performance.now();
  const tasks = [];
  const keys = new Map();
  const noteTasks = (entries) => {
    for (const { startTime, duration } of entries) tasks.push({ at: startTime - began, ms: duration });
  };
  const noteKeys = (entries) => {
    for (const { startTime, duration } of entries)
      if (keys.has(startTime)) keys.set(startTime, Math.max(duration, keys.get(startTime)));
  };
  const forTasks = new PerformanceObserver((list) => noteTasks(list.getEntries()));
  forTasks.observe({ type: 'longtask' });
  const forKeys = new PerformanceObserver((list) => noteKeys(list.getEntries()));
  forKeys.observe({ type: 'event', durationThreshold: 16 });
  addEventListener('keydown', ({ timeStamp }) => keys.set(timeStamp, 16), { capture: true });
  window.relevoWatched = () => {
    noteTasks(forTasks.takeRecords());
    noteKeys(forKeys.takeRecords());
    return { tasks, keysMs: [...keys.values()] };
  };
})()`;
