import { describe, expect, it } from 'vitest';
import { percentile, ratiosOf, spreadOf } from './figures.ts';

describe('percentile', () => {
  it('is the value below which the share lies', () => {
    const hundred = Array.from({ length: 100 }, (_, at) => at + 1);
    expect([0, 0.5, 0.99, 1].map((share) => percentile(hundred, share))).toEqual([1, 50, 99, 100]);
  });

  it('is no number of nothing', () => {
    expect(percentile([], 0.5)).toBeNaN();
  });
});

describe('spreadOf', () => {
  it('takes the middle one, or the mean of the two in the middle', () => {
    expect(spreadOf([9, 1, 5])).toEqual({ median: 5, min: 1, max: 9 });
    expect(spreadOf([9, 1, 5, 7]).median).toBe(6);
  });
});

describe('ratiosOf', () => {
  it('compares within a round', () => {
    expect(ratiosOf([10, 30], [20, 10])).toEqual([0.5, 3]);
  });
});
