import type { Page } from 'playwright-core';

/** A task that kept the page from answering for 50 ms or more. Times in milliseconds; `at` since the watch began. */
export type LongTask = { at: number; ms: number };
/** What a page did while it was watched. `keysMs`: of each key, until the next frame is painted. */
export type Watched = { tasks: LongTask[]; keysMs: number[] };

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
