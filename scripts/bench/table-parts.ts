import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { root } from '../root.ts';
import { chartsOf } from './charts.ts';
import { describeMachine, type Machine } from './machine.ts';
import { short } from './options.ts';
import { measureBacklog } from './rows/backlog.ts';
import { measureBatch } from './rows/batch.ts';
import { measureFanOut } from './rows/fan-out.ts';
import { measureFootprint } from './rows/footprint.ts';
import { measureIngest } from './rows/ingest.ts';
import { measureLatency } from './rows/latency.ts';
import { measureReconnect } from './rows/reconnect.ts';
import { measureRelay } from './rows/relay.ts';
import { measureStored } from './rows/stored.ts';
import { type Part, type Row, tableOf } from './table.ts';

/** What a part came to, as it is kept: parts can run one by one, and the table holds the last of each. */
type Kept = { at: string; machine: Machine; rows: Row[] };

/** Runs these parts of the table, or all; each is printed and kept as JSON. After all of them: table and charts. */
export async function runParts(asked: readonly string[]): Promise<void> {
  const chosen = asked.length > 0 ? asked : Object.keys(parts);
  for (const name of chosen) {
    const from = performance.now();
    const rows = (await parts[name]?.()) ?? [];
    keep(name, { at: new Date().toISOString(), machine: await describeMachine(), rows });
    process.stderr.write(`${name}: ${Math.round((performance.now() - from) / 1_000)} s\n`);
  }
  report(chosen);
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

/** The parts of the table, in the order in which they run. */
export const parts: Record<string, Part> = {
  ingest: measureIngest,
  batch: measureBatch,
  relay: measureRelay,
  latency: measureLatency,
  fanout: measureFanOut,
  reconnect: measureReconnect,
  backlog: measureBacklog,
  footprint: measureFootprint,
  stored: measureStored,
};
