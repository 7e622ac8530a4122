import { expect, it } from 'vitest';
import { summarizeCrowd } from './watched-page.ts';

const keysMs = [...Array<number>(95).fill(40), ...Array<number>(5).fill(900)];
const tasks = [
  { at: 1_250, ms: 60 },
  { at: 3_000, ms: 200 },
];

it('holds the longest task and the slowest but one of twenty keys against their limits', () => {
  expect(summarizeCrowd({ tasks, keysMs }).met).toBe(true);
  expect(summarizeCrowd({ tasks: [...tasks, { at: 4_000, ms: 201 }], keysMs }).met).toBe(false);
  expect(summarizeCrowd({ tasks, keysMs: [...keysMs, 900] }).met).toBe(false);
});

it('names the longest tasks first, and when they were', () => {
  expect(summarizeCrowd({ tasks, keysMs }).text).toContain('200 ms at 3.0 s, 60 ms at 1.3 s');
});

it('is not met by a run that measured no key', () => {
  expect(summarizeCrowd({ tasks: [], keysMs: [] }).met).toBe(false);
});
