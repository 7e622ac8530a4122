/*
 * `npm run bench [-- part …]`: timed figures of the real services. Without a part: the table of
 * docs/evidence/performance.md. `-- report` prints that table, and draws its charts, from what the parts came to when
 * each was last run. `-- part … --beside FOLDER` runs parts on this checkout and on another one in turns.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { root } from '../root.ts';
import { chartsOf } from './charts.ts';
import { describeMachine, type Machine } from './machine.ts';
import { asked, beside, short, unknownOptions } from './options.ts';
import { type Comparison, comparisonOf, type Part, type Row, tableOf } from './table.ts';

type Outcome = string | { met: boolean; text: string };

/** The parts of the table, in the order in which they run. Each is loaded when it is asked for. */
const parts: Record<string, () => Promise<Part>> = {
  ingest: () => import('./rows/ingest.ts'),
  batch: () => import('./rows/batch.ts'),
  relay: () => import('./rows/relay.ts'),
  latency: () => import('./rows/latency.ts'),
  fanout: () => import('./rows/fan-out.ts'),
  reconnect: () => import('./rows/reconnect.ts'),
  backlog: () => import('./rows/backlog.ts'),
  footprint: () => import('./rows/footprint.ts'),
  stored: () => import('./rows/stored.ts'),
};

/** The parts that can be measured beside another checkout. */
const partsBeside: readonly string[] = ['ingest', 'relay', 'latency', 'backlog', 'footprint'];

/** These print figures of their own; some know whether these are good enough. Each is loaded when it is asked for. */
const others: Record<string, () => Promise<Outcome>> = {
  crowd: async () => (await import('./page/crowd.ts')).measureCrowd(),
  paint: async () => (await import('./page/paint.ts')).measurePaint(),
  page: async () => (await import('./page/weight.ts')).measureWeight(),
  stalled: async () => (await import('./stalled.ts')).measureStalled(),
  writers: async () => (await import('./variants.ts')).compareWriters(),
  logs: async () => (await import('./variants.ts')).compareLogs(),
  profile: async () => (await import('./profile.ts')).profileServices(),
};

process.exitCode = await main();

/** @returns the exit code: 1 for a command line that cannot be, or a limit that was not kept */
async function main(): Promise<0 | 1> {
  const mistake = beside === undefined ? mistakeOf() : mistakeBeside(beside);
  if (mistake) {
    process.stderr.write(`${mistake}\n`);
    return 1;
  }
  if (beside !== undefined) {
    await runBeside(asked.length > 0 ? asked : partsBeside, beside);
    return 0;
  }
  let kept = true;
  for (const name of asked) {
    const outcome = await others[name]?.();
    if (outcome === undefined) continue;
    const { met, text } = typeof outcome === 'string' ? { met: true, text: outcome } : outcome;
    process.stdout.write(`${text}\n`);
    kept &&= met;
  }
  if (asked.includes('report')) report(Object.keys(parts));
  const ofTable = asked.filter((name) => name in parts);
  if (asked.length === 0 || ofTable.length > 0) await runParts(ofTable);
  return kept ? 0 : 1;
}

function mistakeOf(): string | undefined {
  const known = ['report', ...Object.keys(parts), ...Object.keys(others)];
  const unknown = asked.filter((name) => !known.includes(name));
  if (unknown.length > 0) return `unknown part: ${unknown.join(', ')}; there are: ${known.join(', ')}`;
  if (unknownOptions.length > 0) return `unknown option: ${unknownOptions.join(', ')}`;
  return undefined;
}

function mistakeBeside(folder: string): string | undefined {
  const others = asked.filter((name) => !partsBeside.includes(name));
  if (others.length > 0)
    return `not beside another checkout: ${others.join(', ')}; only ${partsBeside.join(', ')}`;
  for (const path of ['apps/store/src/main.ts', 'apps/tickets/src/main.ts', 'node_modules'])
    if (!existsSync(`${folder}/${path}`))
      return `--beside needs a checkout with what it depends on: no ${folder}/${path}`;
  return mistakeOf();
}

/** What a part came to, as it is kept: parts can run one by one, and the table holds the last of each. */
type Kept = { at: string; machine: Machine; rows: Row[] };

/** Runs these parts of the table, or all; each is printed and kept as JSON. After all of them: table and charts. */
async function runParts(asked: readonly string[]): Promise<void> {
  const chosen = asked.length > 0 ? asked : Object.keys(parts);
  for (const name of chosen) {
    const from = performance.now();
    const rows = (await (await parts[name]?.())?.measure()) ?? [];
    keep(name, { at: new Date().toISOString(), machine: await describeMachine(), rows });
    process.stderr.write(`${name}: ${Math.round((performance.now() - from) / 1_000)} s\n`);
  }
  report(chosen);
}

/**
 * Runs these parts on this checkout and on another one in turns, and prints how they compare. Nothing is kept, and no
 * limit is judged.
 * @param other folder of another checkout, with its node_modules; its services are started from there
 */
async function runBeside(names: readonly string[], other: string): Promise<void> {
  const found: Comparison[] = [];
  for (const name of names) {
    const from = performance.now();
    const part = await parts[name]?.();
    found.push(...((await part?.beside?.({ ours: root, other })) ?? []));
    process.stderr.write(`${name}: ${Math.round((performance.now() - from) / 1_000)} s\n`);
  }
  const { text } = await describeMachine();
  process.stdout.write(`${text}\n\nother: ${other}\n\n${comparisonOf(found)}\n`);
}

/** Prints the table of what is kept of these parts; with all of them the charts are drawn as well. */
function report(names: readonly string[]): void {
  const kept = names.flatMap((name) => read(name) ?? []);
  const rows = kept.flatMap((part) => part.rows).toSorted((a, b) => a.number - b.number);
  process.stdout.write(`${kept.at(-1)?.machine.text}\n\n${tableOf(rows)}\n`);
  if (short || names.length < Object.keys(parts).length) return;
  const dir = folder('docs/evidence/performance');
  writeFileSync(`${dir}/figures.json`, `${JSON.stringify(kept, null, 2)}\n`);
  for (const [file, chart] of Object.entries(chartsOf(rows))) writeFileSync(`${dir}/${file}`, chart);
}

function keep(name: string, part: Kept): void {
  writeFileSync(`${folder('data/bench')}/${name}.json`, `${JSON.stringify(part, null, 2)}\n`);
}

function read(name: string): Kept | undefined {
  try {
    return JSON.parse(readFileSync(`${folder('data/bench')}/${name}.json`, 'utf8'));
  } catch {
    return undefined;
  }
}

function folder(path: string): string {
  mkdirSync(`${root}/${path}`, { recursive: true });
  return `${root}/${path}`;
}
