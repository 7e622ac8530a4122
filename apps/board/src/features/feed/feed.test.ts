import { describe, expect, it } from 'vitest';
import { createFeedLimit, feedStateOf } from './feed.ts';

const minutes = (n: number) => n * 60_000;
const now = Date.parse('2026-07-30T22:00:00Z');
const after = (ms: number) => feedStateOf(new Date(now - ms).toISOString(), now, minutes(45)).kind;

describe("the till's signal", () => {
  it('is missing after the limit while the shop is open, and means nothing once it is closed', () => {
    expect([0, 45, 46, 719].map((n) => after(minutes(n)))).toEqual(['heard', 'heard', 'silent', 'silent']);
    expect(after(minutes(720))).toBe('unknown');
    expect(feedStateOf(null, now, minutes(45)).kind).toBe('unknown');
  });

  it('is no older than now when the clocks disagree', () => {
    expect(feedStateOf(new Date(now + 5_000).toISOString(), now, minutes(45))).toEqual({
      kind: 'heard',
      silentMs: 0,
    });
  });
});

describe('the limit of this device', () => {
  it('is 45 minutes until it is set, and is kept', () => {
    const kept = new Map<string, string>();
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    };
    const limit = createFeedLimit(storage);
    expect(limit.minutes.value).toBe(45);
    limit.set(20);
    expect(createFeedLimit(storage).minutes.value).toBe(20);
    limit.set(Number.NaN);
    expect(createFeedLimit(storage).minutes.value).toBe(45);
    expect(createFeedLimit(null).minutes.value).toBe(45);
  });
});
