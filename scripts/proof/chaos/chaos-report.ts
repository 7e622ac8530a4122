import { namesWithinMs } from './apply-faults.ts';
import { everyKind } from './fault-plan.ts';
import type { ChaosRun } from './run-chaos.ts';

/** Boards have to be right this soon after the last fault; source: board/1. */
export const boardsWithinMs = 2_000;

/** A run of this length has room for every kind of fault. */
const wholeRunS = 60;

/** What speaks against a run, one line each; none: the promise held. */
export function faultsOf(run: ChaosRun): string[] {
  const found = Object.entries(run.findings).filter(([, names]) => names.length > 0);
  const slowest = Math.max(...run.boardsMs);
  return [
    ...found.map(([finding, names]) => `${finding}: ${names.length} (${names.slice(0, 3).join('; ')})`),
    ...(slowest > boardsWithinMs
      ? [`a board was not right ${boardsWithinMs} ms after healing: ${slowest} ms`]
      : []),
    ...(Number.isFinite(run.drainedMs) ? [] : ['not everything was delivered in time']),
    ...(run.applied.namedMs.every(Number.isFinite)
      ? []
      : [`no board named a silent store within ${namesWithinMs} ms`]),
    ...run.applied.badExits,
    ...(run.seconds < wholeRunS ? [] : unseen(run).map((kind) => `never happened: ${kind}`)),
  ];
}

/** A fault of a line counts when it has met a request, and a change of keys when a call was refused for it. */
function unseen({ applied, struck, attempts }: ChaosRun): string[] {
  const refused = Object.keys(attempts).some((attempt) => attempt.endsWith(' 401'));
  return everyKind.filter((kind) => {
    if (kind === 'rotate-key' && !refused) return true;
    return !(kind.startsWith('line: ') ? struck[kind] : applied.counts[kind]);
  });
}

/** A run in words, for people. */
export function chaosReport(run: ChaosRun): string {
  const { counts, applied, struck } = run;
  const kinds = everyKind.map((kind) => {
    const met = struck[kind];
    return `  ${kind.padEnd(22)} ${applied.counts[kind] ?? 0} ×${met === undefined ? '' : `, met ${met} requests`}`;
  });
  const attempts = Object.entries(run.attempts)
    .sort(([, a], [, b]) => b - a)
    .map(([result, count]) => `${result}: ${count}`);
  const faults = faultsOf(run);
  return [
    `seed ${run.seed}`,
    `  orders: ${counts.attempted} handed in with ${run.requests} requests, ${counts.acknowledged} acknowledged, ` +
      `${counts.recovered} recovered (unknown outcome, but there), ${counts.tickets} tickets`,
    `  work: ${run.commands} commands given, ${counts.changes} changes`,
    '  faults:',
    ...kinds.map((line) => `  ${line}`),
    `  attempts of the relays: ${attempts.join(', ')}`,
    `  boards right ${run.boardsMs.join(', ')} ms after the last fault; all delivered ${run.drainedMs} ms later`,
    `  silent stores named after ${applied.namedMs.join(', ') || '–'} ms`,
    `  ${Object.entries(run.findings)
      .map(([finding, names]) => `${finding} ${names.length}`)
      .join(', ')}`,
    ...(faults.length === 0 ? ['  the promise held'] : faults.map((fault) => `  FAULT ${fault}`)),
  ].join('\n');
}
