import { percentile } from '../figures.ts';
import type { LongTask, Watched } from './watch-page.ts';

/** What a board on a slow device may take with 500 orders and 20 events a second, in milliseconds. */
export const crowdLimits = { longestTaskMs: 200, keyToPaintP95Ms: 200 };

const namedTasks = 8;

/** Whether a crowded page kept its promise, and how it did. */
export function judgeCrowd({ tasks, keysMs }: Watched): { met: boolean; text: string } {
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
