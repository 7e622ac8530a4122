import { judgeOutage } from './outage/judge-outage.ts';
import { runOutage } from './outage/run-outage.ts';

/* `npm run chaos:outage [-- ORDERS]`: an hour without a ticket service, with 50 000 orders waiting. */

const wanted = process.argv[2] ?? '50000';
if (!/^[1-9]\d{0,6}$/.test(wanted)) {
  process.stderr.write('chaos:outage: the number of orders must be a whole number from 1 to 9999999\n');
  process.exit(1);
}
const run = await runOutage(Number(wanted));
const { orders, tickets, distinct, probes, memory } = run;
const seconds = (ms: number) => (ms / 1_000).toFixed(1);
const rate = Math.round((orders / (run.drainedMs - run.firstMs)) * 1_000);
// A breaker looks again after 30 s at the latest, one attempt each time; and the first looks come sooner.
const mostProbes = Math.ceil(run.outageMs / 30_000) + 10;
const grewMib = Math.max(memory.afterOutage, memory.drained) - memory.waiting;
const faults = [
  tickets === orders && distinct === orders
    ? ''
    : `${distinct} of ${orders} orders are tickets, ${tickets} tickets`,
  probes <= mostProbes ? '' : `${probes} attempts in the outage, not only probes`,
  grewMib <= 100 ? '' : `memory grew by ${grewMib} MiB`,
  ...judgeOutage(run),
].filter((fault) => fault !== '');

process.stdout.write(`${orders} orders taken in ${seconds(run.takenMs)} s with the ticket service down
an hour of outage by the store's clock (it ran 60 times faster): ${probes} attempts, at most ${mostProbes} expected
ticket service back: first delivered after ${seconds(run.firstMs)} s, all after ${seconds(run.drainedMs)} s, ${rate} a second
${tickets} tickets of ${distinct} orders
memory of the store: ${memory.empty} MiB empty, ${memory.waiting} with all waiting, ${memory.afterOutage} after the hour, ${memory.drained} after the drain
${faults.length === 0 ? 'the promise held' : faults.map((fault) => `FAULT ${fault}`).join('\n')}
`);
process.exitCode = faults.length === 0 ? 0 : 1;
