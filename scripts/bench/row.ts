import type { Spread } from './figures.ts';

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

/** A part of the benchmark that fills one or more rows. */
export type Part = () => Promise<Row[]>;
