import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { root } from '../root.ts';
import { chartsOf } from './charts.ts';
import { describeMachine, type Machine } from './machine.ts';
import { short } from './options.ts';
import { type Comparison, comparisonOf, type Part, type Row, tableOf } from './table.ts';

/** The parts of the table, in the order in which they run. Each is loaded when it is asked for. */
export const parts: Record<string, () => Promise<Part>> = {
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
export const partsBeside: readonly string[] = ['ingest', 'relay', 'latency', 'backlog', 'footprint'];

/** What a part came to, as it is kept: parts can run one by one, and the table holds the last of each. */
type Kept = { at: string; machine: Machine; rows: Row[] };

/** Runs these parts of the table, or all; each is printed and kept as JSON. After all of them: table and charts. */
export async function runParts(asked: readonly string[]): Promise<void> {
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
export async function runBeside(names: readonly string[], other: string): Promise<void> {
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
export function report(names: readonly string[]): void {
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
