import { expect, it } from 'vitest';
import { sleepParts, systemClock } from './clock.ts';

it('cuts a sleep that is too long for one timer into parts that add up', () => {
  const monthMs = 60 * 24 * 3_600_000;
  const parts = [...sleepParts(monthMs)];
  expect(parts.length).toBeGreaterThan(1);
  expect(Math.max(...parts)).toBeLessThanOrEqual(2 ** 31 - 1);
  expect(parts.reduce((sum, part) => sum + part)).toBe(monthMs);
});

it('takes a short, a zero and a negative sleep as one part', () => {
  expect([...sleepParts(5)]).toEqual([5]);
  expect([...sleepParts(0)]).toEqual([0]);
  expect([...sleepParts(-3)]).toEqual([0]);
});

it('ends a sleep of months at once when its signal aborts', async () => {
  const stop = new AbortController();
  const sleep = systemClock.sleep(2 ** 40, stop.signal);
  stop.abort();
  await expect(sleep).rejects.toThrow(/abort/i);
});

it('refuses to sleep for no number', async () => {
  await expect(systemClock.sleep(Number.NaN)).rejects.toThrow(RangeError);
});

it('ends a sleep with a rejection when the signal aborts', async () => {
  const stop = new AbortController();
  const sleeping = systemClock.sleep(60_000, stop.signal);
  stop.abort();
  await expect(sleeping).rejects.toThrow();
  await expect(systemClock.sleep(60_000, stop.signal)).rejects.toThrow();
});

it('does not fire at once on a wait longer than a timer can be', async () => {
  const stop = new AbortController();
  const sleeping = systemClock.sleep(2 ** 40, stop.signal);
  const first = await Promise.race([sleeping.then(() => 'woke'), systemClock.sleep(5).then(() => 'slept')]);
  stop.abort();
  await sleeping.catch(() => undefined);
  expect(first).toBe('slept');
});
