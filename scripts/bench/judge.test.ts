import { describe, expect, it } from 'vitest';
import { judge } from './judge.ts';
import type { Row } from './row.ts';

const once = (value: number) => ({ median: value, min: value, max: value });
const row = (more: Partial<Row>): Row => ({
  number: 1,
  workload: 'orders',
  unit: '/s',
  ours: once(100),
  ...more,
});

describe('judge', () => {
  it('holds the median of the ratio against a bound from below', () => {
    const target = { of: 'ratio', bound: 'at least', value: 0.9, text: '≥ 0.9 ×' } as const;
    const ratio = { median: 0.9, min: 0.1, max: 2 };
    expect(judge(row({ ratio, target }))).toEqual({ kind: 'met' });
    expect(judge(row({ ratio: { ...ratio, median: 0.6 }, target }))).toEqual({
      kind: 'missed',
      byPercent: 34,
    });
  });

  it('holds our own figure against a bound from above', () => {
    const target = { of: 'ours', bound: 'at most', value: 20, text: '≤ 20 ms' } as const;
    expect(judge(row({ ours: once(20), target }))).toEqual({ kind: 'met' });
    expect(judge(row({ ours: once(25), target }))).toEqual({ kind: 'missed', byPercent: 25 });
  });

  it('never takes a missing figure for a good one', () => {
    const target = { of: 'ratio', bound: 'at most', value: 2, text: '≤ 2 ×' } as const;
    expect(judge(row({ target })).kind).toBe('missed');
  });

  it('only states what has no target', () => {
    expect(judge(row({}))).toEqual({ kind: 'stated' });
  });
});
