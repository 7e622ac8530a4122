/*
 * `npm run bench [-- part …]`: timed figures of the real services. Without a part: the table of
 * docs/evidence/performance.md. `-- report` prints that table, and draws its charts, from what the parts came to when
 * each was last run. `-- part … --beside FOLDER` runs parts on this checkout and on another one in turns.
 */
import { existsSync } from 'node:fs';
import { asked, beside, unknownOptions } from './options.ts';
import { parts, partsBeside, report, runBeside, runParts } from './table-parts.ts';

type Outcome = string | { met: boolean; text: string };

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
