/* `npm run faults -- [name …] [--seed N] [--requests N] [--seconds N]`: faults on the real services, with figures. */
import { type FaultOptions, readFaultOptions } from './options.ts';
import { formatReport, type Report } from './report.ts';

/** Each is loaded when it is asked for. */
const faults: Record<string, (options: FaultOptions) => Promise<Report>> = {
  'power-loss': async (options) => (await import('./faults/power-loss.ts')).powerLoss(options),
  hostile: async (options) => (await import('./faults/hostile.ts')).hostile(options),
  overload: async (options) => (await import('./faults/overload.ts')).overload(options),
  storage: async () => (await import('./faults/storage.ts')).storage(),
  fsync: async (options) => (await import('./faults/fsync.ts')).failedFsync(options),
  keys: async (options) => (await import('./faults/keys.ts')).changingKeys(options),
  stop: async () => (await import('./faults/stop.ts')).stop(),
};

process.exitCode = await main(process.argv.slice(2));

/** @returns the exit code: 0 when every figure is what was promised, else 1 */
async function main(args: string[]): Promise<0 | 1> {
  const asked = read(args);
  let broken = false;
  for (const name of asked?.names ?? []) {
    const report = (await faults[name]?.(asked?.options ?? {})) ?? [];
    process.stdout.write(formatReport(name, report));
    broken ||= report.some(({ ok }) => !ok);
  }
  return asked && !broken ? 0 : 1;
}

function read(args: string[]) {
  try {
    return readFaultOptions(args, Object.keys(faults));
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    return undefined;
  }
}
