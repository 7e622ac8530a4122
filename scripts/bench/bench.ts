import { measureCrowd } from './page/crowd.ts';
import { measurePaint } from './page/paint.ts';
import { profileServices } from './profile.ts';
import { measureStalled } from './stalled.ts';
import { parts, report, runParts } from './table-parts.ts';
import { compareLogs, compareWriters } from './variants.ts';

/*
 * `npm run bench [-- part …]`: timed figures of the real services. Without a part: the table of docs/evidence/performance.md.
 * `-- report` prints that table, and draws its charts, from what the parts came to when each was last run.
 */

/* These print figures of their own; some know whether these are good enough. */
const others: Record<string, () => Promise<string | { met: boolean; text: string }>> = {
  crowd: measureCrowd,
  paint: measurePaint,
  stalled: measureStalled,
  writers: compareWriters,
  logs: compareLogs,
  profile: profileServices,
};

const asked = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const known = ['report', ...Object.keys(parts), ...Object.keys(others)];
const unknown = asked.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`unknown part: ${unknown.join(', ')}; there are: ${known.join(', ')}\n`);
  process.exit(1);
}
for (const name of asked) {
  const outcome = await others[name]?.();
  if (outcome === undefined) continue;
  const { met, text } = typeof outcome === 'string' ? { met: true, text: outcome } : outcome;
  process.stdout.write(`${text}\n`);
  if (!met) process.exitCode = 1;
}
if (asked.includes('report')) report(Object.keys(parts));
const ofTable = asked.filter((name) => name in parts);
if (asked.length === 0 || ofTable.length > 0) await runParts(ofTable);
