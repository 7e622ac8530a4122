/* `npm run bench [-- name …]`: timed figures. Each workload starts the real services and prints its own table. */
import { measureCrowd } from './bench/crowd.ts';
import { measurePaint } from './bench/paint.ts';
import { measureStalled } from './bench/stalled.ts';

const workloads: Record<string, () => Promise<string>> = {
  crowd: measureCrowd,
  paint: measurePaint,
  stalled: measureStalled,
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in workloads));
if (unknown.length > 0) {
  process.stderr.write(
    `unknown workload: ${unknown.join(', ')}; there are: ${Object.keys(workloads).join(', ')}\n`,
  );
  process.exit(1);
}
for (const name of asked.length > 0 ? asked : Object.keys(workloads)) {
  process.stdout.write(`${await workloads[name]?.()}\n`);
}
