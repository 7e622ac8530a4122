import { expect, it } from 'vitest';
import { expiryOf, idleMs, isDue, longestMs } from './session-lifetime.ts';

const hourMs = 60 * 60 * 1_000;

it('ends an idle session after 7 days and any person’s after 30', () => {
  expect(expiryOf(longestMs, 0)).toBe(idleMs);
  expect(expiryOf(longestMs, longestMs - hourMs)).toBe(longestMs);
  expect(expiryOf(null, longestMs * 20)).toBe(longestMs * 20 + idleMs);
});

it('notes that a session is used at most once an hour', () => {
  expect(isDue({ seenAt: 0 }, hourMs - 1)).toBe(false);
  expect(isDue({ seenAt: 0 }, hourMs)).toBe(true);
});
