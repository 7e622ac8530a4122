import { describe, expect, it } from 'vitest';
import { backoffMs, retryWaitMs } from './retry-wait.ts';

const nowMs = Date.parse('2026-11-22T06:00:00Z');

describe('retryWaitMs', () => {
  const cases: [string | undefined, number][] = [
    [undefined, 1_000],
    ['0', 1_000],
    ['5', 5_000],
    [' 5 ', 5_000],
    ['3600', 30_000],
    ['9'.repeat(400), 30_000],
    ['Sun, 22 Nov 2026 06:00:07 GMT', 7_000],
    ['Sun, 22 Nov 2026 05:59:00 GMT', 1_000],
    ['Sun, 22 Nov 2126 06:00:00 GMT', 30_000],
    ['Sun, 99 Nov 2026 06:00:07 GMT', 1_000],
    ['', 1_000],
    ['-5', 1_000],
    ['1.5', 1_000],
    ['1e3', 1_000],
    ['0x10', 1_000],
    ['Infinity', 1_000],
    ['mañana', 1_000],
    ['2026', 30_000],
    ['2026-11-22T06:00:07Z', 1_000],
  ];
  it.each(cases)('with Retry-After %j waits %i ms instead of one second', (retryAfter, waitMs) => {
    expect(retryWaitMs(1_000, retryAfter, nowMs)).toBe(waitMs);
  });
});

describe('backoffMs', () => {
  it('is 1, 2 and 4 seconds', () => {
    expect([1, 2, 3].map(backoffMs)).toEqual([1_000, 2_000, 4_000]);
  });
});
