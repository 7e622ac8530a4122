import { ratiosOf, type Spread, spreadOf } from '../figures.ts';

/** What a row of the table has to reach: of the ratio to its baseline, or of our own figure. */
export type Target = { of: 'ratio' | 'ours'; bound: 'at least' | 'at most'; value: number; text: string };

/** One line of the table. */
export type Row = {
  /** As in the issue: 1, 2, … */
  number: number;
  workload: string;
  unit: string;
  ours: Spread;
  baseline?: { name: string; figure: Spread };
  /** Ours over the baseline, round by round. */
  ratio?: Spread;
  /** None where the figure is only stated. */
  target?: Target;
  /** What else has to be known to read the line. */
  note?: string;
};

/** The folders of two checkouts that are measured in turns. */
export type Checkouts = { ours: string; other: string };

/** The same workload on two checkouts: their figures pair by pair, in the order in which they were taken. */
export type Comparison = {
  number: number;
  workload: string;
  unit: string;
  ours: readonly number[];
  other: readonly number[];
};

/** A part of the benchmark: the module that fills one or more rows. */
export type Part = {
  measure(): Promise<Row[]>;
  /** The same on two checkouts, without baselines. */
  beside?(checkouts: Checkouts): Promise<Comparison[]>;
};

type Verdict = { kind: 'met' } | { kind: 'missed'; byPercent: number } | { kind: 'stated' };

/** Whether the median of a row keeps its target, and by how many percent of the target it does not. */
export function verdictOf({ target, ratio, ours }: Row): Verdict {
  if (!target) return { kind: 'stated' };
  const figure = (target.of === 'ratio' ? ratio?.median : ours.median) ?? Number.NaN;
  const met = target.bound === 'at least' ? figure >= target.value : figure <= target.value;
  if (met) return { kind: 'met' };
  return { kind: 'missed', byPercent: Math.ceil((Math.abs(figure - target.value) / target.value) * 100) };
}

const heads = ['#', 'workload', 'ours', 'baseline', 'ratio (spread)', 'target', 'verdict'];

/** The rows as a table that reads well both in a terminal and as Markdown. */
export function tableOf(rows: readonly Row[]): string {
  const notes = rows.flatMap(({ number, note }) => (note ? [`- ${number}: ${note}`] : []));
  return [...linesOf([heads, ...rows.map(cellsOf)]), '', ...notes, ''].join('\n');
}

/**
 * How this checkout compares with another one, row by row: the median of both, and of the ratio within each pair with
 * its least and greatest.
 */
export function comparisonOf(comparisons: readonly Comparison[]): string {
  const rows = comparisons.map(({ number, workload, unit, ours, other }) => [
    String(number),
    workload,
    `${figure(spreadOf(ours).median)} ${unit}`,
    `${figure(spreadOf(other).median)} ${unit}`,
    spread(spreadOf(ratiosOf(ours, other))),
    String(ours.length),
  ]);
  return linesOf([['#', 'workload', 'this', 'other', 'this/other (spread)', 'pairs'], ...rows]).join('\n');
}

/** Cells as the lines of a table; the first row is its head. */
function linesOf(cells: readonly (readonly string[])[]): string[] {
  const widths = (cells[0] ?? []).map((_, column) =>
    Math.max(...cells.map((row) => row[column]?.length ?? 0)),
  );
  const [head = '', ...lines] = cells.map(
    (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`,
  );
  return [head, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...lines];
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
  const verdict = verdictOf(row);
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
