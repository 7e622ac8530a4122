import { namesWithinMs } from './apply-faults.ts';
import { everyKind } from './fault-plan.ts';
import type { ChaosRun } from './run-chaos.ts';

/** Boards have to be right this soon after the last fault; source: board/1. */
export const boardsWithinMs = 2_000;

/** What a service may use at most, MiB of resident memory; one that runs warm with 50 000 orders waiting uses 400. */
const memoryLimit = 512;
/**
 * How many more descriptors a service may hold when all is handed on than at the start: the 128 connections that a relay
 * keeps for some seconds, as many of the other one, no others.
 */
const descriptorsLeftLimit = 256;

/** Half of all orders wait no longer in the store, ms: it is silent for 18 s, and then a breaker waits 16 s more at most. */
const usualWaitMs = 40_000;

/** A run of this length has room for every kind of fault. */
const wholeRunS = 60;

/** What speaks against a run, one line each; none: the promise held. */
export function faultsOf(run: ChaosRun): string[] {
  const found = Object.entries(run.findings).filter(([, names]) => names.length > 0);
  const slowest = Math.max(...run.boardsMs);
  const half = waited(run, 0.5);
  return [
    ...found.map(([finding, names]) => `${finding}: ${names.length} (${names.slice(0, 3).join('; ')})`),
    ...(slowest > boardsWithinMs
      ? [`a board was not right ${boardsWithinMs} ms after healing: ${slowest} ms`]
      : []),
    ...(Number.isFinite(run.drainedMs) ? [] : ['not everything was delivered in time']),
    ...(run.applied.namedMs.every(Number.isFinite)
      ? []
      : [`no board named a silent store within ${namesWithinMs} ms`]),
    ...(half > usualWaitMs
      ? [`half of the orders waited over ${usualWaitMs} ms in the store: ${half} ms`]
      : []),
    ...run.applied.badExits,
    ...Object.entries(run.vitals).flatMap(([service, { memory, descriptors }]) => [
      ...(memory > memoryLimit
        ? [`memory of ${service}: ${Math.round(memory)} MiB, over ${memoryLimit}`]
        : []),
      ...(descriptors.after > descriptors.before + descriptorsLeftLimit
        ? [`descriptors of ${service}: ${descriptors.before} before, ${descriptors.after} after`]
        : []),
    ]),
    ...(run.seconds < wholeRunS ? [] : unseen(run).map((kind) => `never happened: ${kind}`)),
  ];
}

/** A fault of a line counts when it has met a request, and a change of keys when a call was refused for it. */
function unseen({ applied, struck, attempts, saidBehindMs }: ChaosRun): string[] {
  const refused = Object.keys(attempts).some((attempt) => attempt.endsWith(' 401'));
  const kinds = everyKind.filter((kind) => {
    if (kind === 'rotate-key' && !refused) return true;
    return !(kind.startsWith('line: ') ? struck[kind] : applied.counts[kind]);
  });
  return saidBehindMs > 0 ? kinds : [...kinds, 'a board that was behind and said so'];
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
  const unanswered = Object.entries(run.toldUnanswered).map(([word, count]) => `${word}: ${count}`);
  const [half, most, last] = [0.5, 0.95, 1].map((share) => waited(run, share));
  const vitals = Object.entries(run.vitals).map(
    ([
      service,
      {
        memory,
        descriptors: { before, most, after },
      },
    ]) =>
      `${service} ${Math.round(memory)} MiB at most, ${before}, ${most}, ${after} descriptors before, at most, after`,
  );
  return [
    `seed ${run.seed}`,
    `  orders: ${counts.attempted} handed in with ${run.requests} requests, ${counts.acknowledged} acknowledged, ` +
      `${counts.recovered} recovered (unknown outcome, but there), ${counts.tickets} tickets`,
    `  work: ${run.commands} commands given, ${counts.changes} changes`,
    '  faults:',
    ...kinds.map((line) => `  ${line}`),
    `  told last to checkouts that never learnt more: ${unanswered.join(', ') || 'none'}`,
    `  waited in the store: median ${half} ms, 95 % ${most} ms, most ${last} ms`,
    `  ${vitals.join('; ')}`,
    `  boards that were behind said so for ${Math.round(run.saidBehindMs / 1_000)} s in all`,
    `  attempts of the relays: ${attempts.join(', ')}`,
    `  boards right ${run.boardsMs.join(', ')} ms after the last fault; all delivered ${run.drainedMs} ms later`,
    `  silent stores named after ${applied.namedMs.join(', ') || '–'} ms`,
    `  ${Object.entries(run.findings)
      .map(([finding, names]) => `${finding} ${names.length}`)
      .join(', ')}`,
    ...(faults.length === 0 ? ['  the promise held'] : faults.map((fault) => `  FAULT ${fault}`)),
  ].join('\n');
}

/** For how long this share of the orders waited in the store at most, ms. */
function waited({ deliveredMs }: ChaosRun, share: number): number {
  const sorted = deliveredMs.toSorted((a, b) => a - b);
  return Math.round(sorted[Math.ceil(share * sorted.length) - 1] ?? 0);
}
