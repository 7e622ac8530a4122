import { expect, it } from 'vitest';
import { figure, tableOf } from './table.ts';

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
