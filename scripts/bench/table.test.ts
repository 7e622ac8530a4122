import { describe, expect, it } from 'vitest';
import { comparisonOf, figure, type Row, tableOf, verdictOf } from './table.ts';

describe('verdictOf', () => {
  const once = (value: number) => ({ median: value, min: value, max: value });
  const row = (more: Partial<Row>): Row => ({
    number: 1,
    workload: 'orders',
    unit: '/s',
    ours: once(100),
    ...more,
  });

  describe('verdictOf', () => {
    it('holds the median of the ratio against a bound from below', () => {
      const target = { of: 'ratio', bound: 'at least', value: 0.9, text: '≥ 0.9 ×' } as const;
      const ratio = { median: 0.9, min: 0.1, max: 2 };
      expect(verdictOf(row({ ratio, target }))).toEqual({ kind: 'met' });
      expect(verdictOf(row({ ratio: { ...ratio, median: 0.6 }, target }))).toEqual({
        kind: 'missed',
        byPercent: 34,
      });
    });

    it('holds our own figure against a bound from above', () => {
      const target = { of: 'ours', bound: 'at most', value: 20, text: '≤ 20 ms' } as const;
      expect(verdictOf(row({ ours: once(20), target }))).toEqual({ kind: 'met' });
      expect(verdictOf(row({ ours: once(25), target }))).toEqual({ kind: 'missed', byPercent: 25 });
    });

    it('never takes a missing figure for a good one', () => {
      const target = { of: 'ratio', bound: 'at most', value: 2, text: '≤ 2 ×' } as const;
      expect(verdictOf(row({ target })).kind).toBe('missed');
    });

    it('only states what has no target', () => {
      expect(verdictOf(row({}))).toEqual({ kind: 'stated' });
    });
  });
});

describe('table', () => {
  it('writes each row with its ratio, its target and the verdict, and the notes below', () => {
    const text = tableOf([
      {
        number: 1,
        workload: 'orders',
        unit: '/s',
        ours: { median: 9_000, min: 8_000, max: 9_500 },
        baseline: { name: 'Express', figure: { median: 12_000, min: 11_000, max: 12_500 } },
        ratio: { median: 0.75, min: 0.7, max: 0.8 },
        target: { of: 'ratio', bound: 'at least', value: 0.9, text: '≥ 0.9 ×' },
        note: 'load by wrk',
      },
    ]);
    const [, , line] = text.split('\n').map((one) => one.replace(/ +/g, ' '));
    expect(line).toBe(
      '| 1 | orders | 9 000 /s | Express: 12 000 /s | 0.75 × (0.70–0.80) | ≥ 0.9 × | missed by 17 % |',
    );
    expect(text).toContain('- 1: load by wrk\n');
  });

  it('keeps three digits of a figure', () => {
    expect([12_345.6, 12.345, 0.012345, Number.NaN].map(figure)).toEqual(['12 346', '12.3', '0.0123', '?']);
  });
});

it('compares two checkouts pair by pair: the median of the ratios with the least and the greatest', () => {
  const text = comparisonOf([
    { number: 3, workload: 'whole relay', unit: '/s', ours: [100, 110, 330], other: [100, 100, 300] },
  ]);
  const [, , line] = text.split('\n').map((one) => one.replace(/ +/g, ' '));
  expect(line).toBe('| 3 | whole relay | 110 /s | 100 /s | 1.10 × (1.00–1.10) | 3 |');
});
