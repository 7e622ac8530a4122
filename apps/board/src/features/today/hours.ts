import type { Summary } from '@relevo/contract';
import { localDay } from './day-range.ts';

type Hours = Summary['por_hora'];

/** The number of orders in a period that begins at `from` (epoch ms). */
export type Bar = { from: number; count: number };

/** Makes one bar for each hour. */
export function byHour(hours: Hours): Bar[] {
  return hours.map(({ desde, pedidos }) => ({ from: Date.parse(desde), count: pedidos }));
}

/** Makes one bar for each day in the time zone of the device. */
export function byDay(hours: Hours): Bar[] {
  return grouped(hours, localDay);
}

/** Makes one bar for each hour of the day, over all days, which shows when the rush comes. */
export function byHourOfDay(hours: Hours): Bar[] {
  const bars = grouped(hours, (at) => String(new Date(at).getHours()));
  return bars.sort((a, b) => new Date(a.from).getHours() - new Date(b.from).getHours());
}

/** Finds the bar with the most orders, the first of several; undefined where there is no order at all. */
export function peakOf(bars: readonly Bar[]): number | undefined {
  const most = Math.max(0, ...bars.map(({ count }) => count));
  return most === 0 ? undefined : bars.findIndex(({ count }) => count === most);
}

function grouped(hours: Hours, keyOf: (at: number) => string): Bar[] {
  const groups = new Map<string, Bar>();
  for (const { from, count } of byHour(hours)) {
    const key = keyOf(from);
    const group = groups.get(key) ?? { from, count: 0 };
    groups.set(key, { ...group, count: group.count + count });
  }
  return [...groups.values()];
}

/**
 * Chooses the lines of a scale up to `largest`: at most four, at whole numbers that are easy to read.
 * @returns for example [0, 5, 10, 15] for 12
 */
export function niceScale(largest: number): number[] {
  const rough = Math.max(1, largest / 3);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((times) => times * power).find((one) => one >= rough) ?? rough;
  const lines = Math.max(1, Math.ceil(largest / step));
  return Array.from({ length: lines + 1 }, (_, line) => line * step);
}
