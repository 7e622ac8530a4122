import { jsonReport, resultLine, summaryLine } from './checklist.ts';
import { readOptions, usage } from './options.ts';
import { runSmoke } from './run-smoke.ts';

/* `npm run smoke`: hands one order through a running pair of services and says, line by line, what works. */

process.exitCode = await main();

/** @returns the exit code: 0 when every check passed, else 1 */
async function main(): Promise<0 | 1> {
  const read = readOptions(process.argv.slice(2), process.env);
  if (read.kind === 'help') {
    process.stdout.write(usage);
    return 0;
  }
  if (read.kind === 'bad') {
    process.stderr.write(`smoke: ${read.message}\n\n${usage}`);
    return 1;
  }
  const { options } = read;
  const print = (line: string) => void (options.json || process.stdout.write(`${line}\n`));
  print(`smoke: store ${options.store}, ticket service ${options.tickets}`);
  const run = await runSmoke(options, {
    onResult: (result) => print(resultLine(result)),
    onWaiting: (line) => print(`...  ${line}`),
  });
  if (options.json) process.stdout.write(`${jsonReport(options, run)}\n`);
  else print(summaryLine(run));
  return run.ok ? 0 : 1;
}
