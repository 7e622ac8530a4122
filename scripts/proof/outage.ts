/* `npm run chaos:outage [-- ORDERS]`: an hour without a ticket service, with 50 000 orders waiting. */
import { readOutageOptions } from './options.ts';
import { faultsOf, outageReport } from './outage/outage-report.ts';
import { runOutage } from './outage/run-outage.ts';

process.exitCode = await main(process.argv.slice(2));

/** @returns the exit code: 0 when the promise held, else 1 */
async function main(args: string[]): Promise<0 | 1> {
  const orders = read(args);
  if (orders === undefined) return 1;
  const run = await runOutage(orders);
  process.stdout.write(outageReport(run));
  return faultsOf(run).length === 0 ? 0 : 1;
}

function read(args: string[]): number | undefined {
  try {
    return readOutageOptions(args);
  } catch (error) {
    process.stderr.write(`chaos:outage: ${(error as Error).message}\n`);
    return undefined;
  }
}
