import type { Row } from '../row.ts';
import { chartOf, type Group } from './chart.ts';

/** The charts of docs/evidence/performance.md by file name, drawn from the rows that are there. */
export function chartsOf(rows: readonly Row[]): Record<string, string> {
  const charts: Record<string, string> = {};
  const add = (file: string, title: string, unit: string, numbers: readonly number[]) => {
    const chosen = rows.filter((row) => numbers.includes(row.number) && row.unit.startsWith(unit));
    if (chosen.length > 0) charts[file] = chartOf(title, unit, groupsOf(chosen));
  };
  add('orders.svg', 'One order a request: orders per second', '/s', [1]);
  add('flows.svg', 'Whole relay and backlog: orders per second', '/s', [3, 7]);
  add('latency.svg', 'From a post to the boards: milliseconds, less is better', 'ms', [4, 5]);
  add('stored.svg', 'With years of stored orders: milliseconds, less is better', 'ms', [8]);
  add('memory.svg', 'Memory: MiB, less is better', 'MiB', [9]);
  return charts;
}

/** Rows of one workload share its bar: it was measured once, beside several baselines. */
function groupsOf(rows: readonly Row[]): Group[] {
  return [...Map.groupBy(rows, ({ workload }) => workload)].map(([label, same]) => {
    const [first] = same;
    const bar = (name: string, { median, min, max }: Row['ours'], ours: boolean) => ({
      ...{ name, value: median, low: min, high: max, ours },
    });
    const theirs = same.flatMap(({ baseline }) =>
      baseline ? [bar(baseline.name, baseline.figure, false)] : [],
    );
    return { label, bars: first ? [bar('Relevo', first.ours, true), ...theirs] : theirs };
  });
}
