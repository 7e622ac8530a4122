import type { Spread } from '../figures.ts';
import { judge } from '../judge.ts';
import type { Row } from '../row.ts';

const heads = ['#', 'workload', 'ours', 'baseline', 'ratio (spread)', 'target', 'verdict'];

/** The rows as a table that reads well both in a terminal and as Markdown. */
export function tableOf(rows: readonly Row[]): string {
  const cells = [heads, ...rows.map(cellsOf)];
  const widths = heads.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const lines = cells.map(
    (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`,
  );
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  const notes = rows.flatMap(({ number, note }) => (note ? [`${number}: ${note}`] : []));
  return [lines[0], rule, ...lines.slice(1), '', ...notes.map((note) => `- ${note}`), ''].join('\n');
}

function cellsOf(row: Row): string[] {
  const { number, workload, unit, ours, baseline, ratio, target } = row;
  return [
    String(number),
    workload,
    `${figure(ours.median)} ${unit}`,
    baseline ? `${baseline.name}: ${figure(baseline.figure.median)} ${unit}` : '–',
    ratio ? spread(ratio) : `(${figure(ours.min)}–${figure(ours.max)})`,
    target?.text ?? 'stated',
    verdictText(row),
  ];
}

function verdictText(row: Row): string {
  const verdict = judge(row);
  if (verdict.kind === 'missed') return `missed by ${verdict.byPercent} %`;
  return verdict.kind === 'met' ? 'met' : '–';
}

function spread({ median, min, max }: Spread): string {
  return `${median.toFixed(2)} × (${min.toFixed(2)}–${max.toFixed(2)})`;
}

/** Three digits are what a measurement of a few seconds is good for. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return '?';
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en').replaceAll(',', ' ');
  return String(Number(value.toPrecision(3)));
}
