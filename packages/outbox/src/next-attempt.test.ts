import { describe, expect, it } from 'vitest';
import { nextAttempt, type Outcome, schedule } from './next-attempt.ts';

const HOUR = 3_600_000;
const start = Date.UTC(2026, 0, 5, 12);
const failed: Outcome = { kind: 'retry', detail: 'respondió 503', targetDown: true };

function waitAfter(step: number, outcome: Outcome = failed, random = 0.5): number {
  const next = nextAttempt({ outcome, step, scheduleStartedAt: start, now: start, random: () => random });
  if (next.kind !== 'again') throw new Error(`expected another attempt, got ${next.kind}`);
  return next.at - start;
}

describe('nextAttempt', () => {
  it('is over once delivered', () => {
    const outcome: Outcome = { kind: 'delivered', status: 201 };
    expect(nextAttempt({ outcome, step: 1, scheduleStartedAt: start, now: start, random: () => 0 })).toEqual({
      kind: 'delivered',
    });
  });

  it('is over once rejected, with the reason kept', () => {
    const outcome: Outcome = { kind: 'rejected', status: 400, detail: 'falta el total' };
    expect(nextAttempt({ outcome, step: 1, scheduleStartedAt: start, now: start, random: () => 0 })).toEqual({
      kind: 'rejected',
      reason: 'falta el total',
    });
  });

  it.each([0, 0.5, 0.999])('waits exactly 1, 2 and 4 s first, whatever chance says (%d)', (random) => {
    expect([1, 2, 3].map((step) => waitAfter(step, failed, random))).toEqual([1_000, 2_000, 4_000]);
  });

  it('then follows the tail, its last step for ever', () => {
    expect([4, 5, 6, 7, 8, 9, 10, 11, 60].map((step) => waitAfter(step))).toEqual([
      30_000,
      60_000,
      120_000,
      300_000,
      600_000,
      1_800_000,
      HOUR,
      HOUR,
      HOUR,
    ]);
  });

  it('spreads the tail by a fifth either way', () => {
    expect(waitAfter(4, failed, 0)).toBe(24_000);
    expect(waitAfter(4, failed, 0.999_999)).toBe(36_000);
  });

  it('goes to the tail at once when the key is refused', () => {
    const slow: Outcome = { kind: 'retry', status: 401, detail: 'no', slow: true, targetDown: false };
    expect([1, 2, 5].map((step) => waitAfter(step, slow))).toEqual([30_000, 30_000, 60_000]);
  });

  it('takes Retry-After as a minimum, capped at an hour', () => {
    const asked = (retryAfterMs: number): Outcome => ({ ...failed, kind: 'retry', retryAfterMs }) as Outcome;
    expect(waitAfter(1, asked(10_000))).toBe(10_000);
    expect(waitAfter(3, asked(500))).toBe(4_000);
    expect(waitAfter(5, asked(10_000))).toBe(60_000);
    expect(waitAfter(1, asked(9 * HOUR))).toBe(HOUR);
    expect(waitAfter(1, asked(Number.POSITIVE_INFINITY))).toBe(HOUR);
  });

  it('gives up past 72 hours and keeps the last answer in the reason', () => {
    const at = (now: number) =>
      nextAttempt({ outcome: failed, step: 80, scheduleStartedAt: start, now, random: () => 0.5 });
    expect(at(start + schedule.giveUpAfterMs)).toEqual({ kind: 'again', at: start + 73 * HOUR });
    expect(at(start + schedule.giveUpAfterMs + 1)).toEqual({
      kind: 'rejected',
      reason: expect.stringContaining('respondió 503'),
    });
  });
});
