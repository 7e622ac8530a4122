import { figure, type Row } from './table.ts';

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
      name,
      value: median,
      low: min,
      high: max,
      ours,
    });
    const theirs = same.flatMap(({ baseline }) =>
      baseline ? [bar(baseline.name, baseline.figure, false)] : [],
    );
    return { label, bars: first ? [bar('Relevo', first.ours, true), ...theirs] : theirs };
  });
}

type Bar = { name: string; value: number; low: number; high: number; ours: boolean };
type Group = { label: string; bars: Bar[] };

const width = 760;
const left = 250;
const right = 110;
const barHeight = 18;
const groupGap = 16;
const headHeight = 44;

/** Horizontal bars, one group below the other, each bar with its spread. All groups share one scale from 0. */
function chartOf(title: string, unit: string, groups: readonly Group[]): string {
  const most = Math.max(...groups.flatMap(({ bars }) => bars.map(({ high }) => high)));
  const toX = (value: number) => left + (value / most) * (width - left - right);
  let y = headHeight;
  const parts: string[] = [];
  for (const { label, bars } of groups) {
    parts.push(text(0, y + 13, label, 'head'));
    y += barHeight;
    for (const bar of bars) {
      parts.push(barOf(bar, y, toX, unit));
      y += barHeight + 4;
    }
    y += groupGap;
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${y}" role="img" aria-label="${escapeXml(title)}">`,
    `<style>${style}</style>`,
    text(0, 20, title, 'title'),
    ...parts,
    '</svg>\n',
  ].join('\n');
}

function barOf(
  { name, value, low, high, ours }: Bar,
  y: number,
  toX: (value: number) => number,
  unit: string,
) {
  const middle = y + barHeight / 2;
  return [
    text(left - 8, y + 13, name, 'name'),
    `<rect class="${ours ? 'ours' : 'theirs'}" x="${left}" y="${y}" width="${round(toX(value) - left)}" height="${barHeight}" rx="2"/>`,
    `<path class="spread" d="M${round(toX(low))} ${middle}H${round(toX(high))}"/>`,
    text(round(toX(high)) + 8, y + 13, `${figure(value)} ${unit}`, 'value'),
  ].join('\n');
}

const style = [
  'text{font:13px system-ui,sans-serif;fill:#1f2328}.title{font-weight:600;font-size:15px}.head{font-weight:600}',
  '.name{text-anchor:end}.ours{fill:#0f766e}.theirs{fill:#a8b0b9}.spread{stroke:#1f2328;stroke-width:1.5}',
  '@media(prefers-color-scheme:dark){text{fill:#e6edf3}.spread{stroke:#e6edf3}.ours{fill:#2dd4bf}.theirs{fill:#6e7681}}',
].join('');

function text(x: number, y: number, content: string, kind: string): string {
  return `<text class="${kind}" x="${x}" y="${y}">${escapeXml(content)}</text>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escapeXml(content: string): string {
  return content
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
