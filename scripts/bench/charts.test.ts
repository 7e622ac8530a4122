import { expect, it } from 'vitest';
import { chartsOf } from './charts.ts';

const even = (value: number) => ({ median: value, min: value, max: value });
const row = (baseline: string, figure: number) => ({
  number: 1,
  workload: 'orders <of> four',
  unit: '/s',
  ours: even(9_000),
  baseline: { name: baseline, figure: even(figure) },
});

it('draws what was measured once as one bar beside all its baselines', () => {
  const chart = chartsOf([row('Express', 12_000), row('node:http', 48_000)])['orders.svg'] ?? '';
  expect(chart.match(/<rect class="ours"/g)).toHaveLength(1);
  expect(chart.match(/<rect class="theirs"/g)).toHaveLength(2);
  expect(chart).toContain('orders &lt;of&gt; four');
});

it('draws bars in proportion', () => {
  const chart = chartsOf([row('Express', 18_000)])['orders.svg'] ?? '';
  const [ours = 0, theirs = 0] = [...chart.matchAll(/ width="([\d.]+)"/g)].map(([, width]) => Number(width));
  expect(theirs / ours).toBeCloseTo(2, 1);
});

it('leaves out a chart of which nothing was measured', () => {
  expect(Object.keys(chartsOf([row('Express', 1)]))).toEqual(['orders.svg']);
});
