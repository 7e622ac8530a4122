/* `npm run chaos`: real services under seeded faults, and what came of every order. */
import { chaosReport, faultsOf } from './chaos/chaos-report.ts';
import { runChaos } from './chaos/run-chaos.ts';
import { chaosUsage, readChaosOptions } from './options.ts';

process.exitCode = await main();

/** @returns the exit code: 0 when the promise held in every run, else 1 */
async function main(): Promise<0 | 1> {
  const options = read();
  if (!options) return 1;
  let broken = 0;
  for (let at = 0; at < options.runs; at++) {
    const run = await runChaos({ ...options, seed: options.seed + at });
    process.stdout.write(`${chaosReport(run)}\n`);
    if (faultsOf(run).length > 0) broken += 1;
  }
  process.stdout.write(`${options.runs - broken} of ${options.runs} runs kept the promise\n`);
  return broken === 0 ? 0 : 1;
}

function read() {
  try {
    const options = readChaosOptions(process.argv.slice(2));
    if (options !== 'help') return options;
    process.stdout.write(chaosUsage);
  } catch (error) {
    process.stderr.write(`chaos: ${(error as Error).message}\n\n${chaosUsage}`);
  }
  return undefined;
}
