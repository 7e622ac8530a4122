import { mkdirSync, writeFileSync } from 'node:fs';
import { root } from '../root.ts';
import { describeMachine } from './machine.ts';
import { parts } from './parts.ts';
import { tableOf } from './report/table.ts';
import type { Row } from './row.ts';

/** Runs these parts of the table, or all, prints it and writes it as JSON. */
export async function runParts(asked: readonly string[]): Promise<void> {
  const rows: Row[] = [];
  for (const [name, part] of Object.entries(parts)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    const from = performance.now();
    rows.push(...(await part()));
    process.stderr.write(`${name}: ${Math.round((performance.now() - from) / 1_000)} s\n`);
  }
  rows.sort((a, b) => a.number - b.number);
  const machine = await describeMachine();
  process.stdout.write(`${machine.text}\n\n${tableOf(rows)}`);
  const dir = `${root}/data/bench`;
  mkdirSync(dir, { recursive: true });
  writeFileSync(`${dir}/${asked.join('-') || 'all'}.json`, `${JSON.stringify({ machine, rows }, null, 2)}\n`);
}
