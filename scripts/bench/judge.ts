import type { Row } from './row.ts';

export type Verdict = { kind: 'met' } | { kind: 'missed'; byPercent: number } | { kind: 'stated' };

/** Whether the median of a row keeps its target, and by how many percent of the target it does not. */
export function judge({ target, ratio, ours }: Row): Verdict {
  if (!target) return { kind: 'stated' };
  const figure = (target.of === 'ratio' ? ratio?.median : ours.median) ?? Number.NaN;
  const met = target.bound === 'at least' ? figure >= target.value : figure <= target.value;
  if (met) return { kind: 'met' };
  return { kind: 'missed', byPercent: Math.ceil((Math.abs(figure - target.value) / target.value) * 100) };
}
