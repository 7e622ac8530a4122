import { describe, expect, it } from 'vitest';
import { byDay, byHour, byHourOfDay, niceScale, peakOf } from './column-chart.tsx';

const hourMs = 3_600_000;
const start = new Date(2026, 10, 19).getTime();
const hours = Array.from({ length: 72 }, (_, hour) => ({
  desde: new Date(start + hour * hourMs).toISOString(),
  // Three at 13:00 of the first day, one at 13:00 of the second, two at 20:00 of the third.
  pedidos: { 13: 3, 37: 1, 68: 2 }[hour] ?? 0,
}));

describe('the bars', () => {
  it('are one for each hour, with the empty ones', () => {
    const bars = byHour(hours);
    expect(bars).toHaveLength(72);
    expect(bars[13]).toEqual({ from: start + 13 * hourMs, count: 3 });
  });

  it('are one for each day by the clock on the wall', () => {
    expect(byDay(hours)).toEqual([
      { from: start, count: 3 },
      { from: new Date(2026, 10, 20).getTime(), count: 1 },
      { from: new Date(2026, 10, 21).getTime(), count: 2 },
    ]);
  });

  it('are one for each hour of the day over all days, from midnight on', () => {
    const bars = byHourOfDay(hours);
    expect(bars.map(({ from }) => new Date(from).getHours())).toEqual(
      Array.from({ length: 24 }, (_, hour) => hour),
    );
    expect([bars[13]?.count, bars[20]?.count, bars[0]?.count]).toEqual([4, 2, 0]);
  });

  it('have a peak only where there is an order', () => {
    expect(peakOf(byHour(hours))).toBe(13);
    expect(peakOf([{ from: 0, count: 0 }])).toBeUndefined();
    expect(peakOf([])).toBeUndefined();
  });
});

it.each([
  [0, [0, 1]],
  [1, [0, 1]],
  [3, [0, 1, 2, 3]],
  [7, [0, 5, 10]],
  [12, [0, 5, 10, 15]],
  [60, [0, 20, 40, 60]],
  [1_234, [0, 500, 1_000, 1_500]],
])('scales %i orders by lines that are easy to read', (largest, lines) => {
  expect(niceScale(largest)).toEqual(lines);
});
