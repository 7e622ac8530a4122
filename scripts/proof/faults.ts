import { hostile } from './faults/hostile.ts';
import { overload } from './faults/overload.ts';
import { powerLoss } from './faults/power-loss.ts';
import { stop } from './faults/stop.ts';
import { storage } from './faults/storage.ts';
import { type FaultOptions, readFaultOptions } from './options.ts';
import { type Report, tellReport } from './report.ts';

/* `npm run faults -- [name …] [--seed N] [--requests N] [--seconds N]`: faults on the real services, with figures. */

const faults: Record<string, (options: FaultOptions) => Promise<Report>> = {
  'power-loss': powerLoss,
  hostile,
  overload,
  storage,
  stop,
};

const asked = readFaultOptions(process.argv.slice(2), Object.keys(faults));
if ('mistake' in asked) {
  process.stderr.write(`${asked.mistake}\n`);
  process.exit(1);
}
for (const name of asked.names) {
  const report = (await faults[name]?.(asked.options)) ?? [];
  process.stdout.write(tellReport(name, report));
  if (report.some(({ ok }) => !ok)) process.exitCode = 1;
}
