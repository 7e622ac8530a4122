import type { Outage } from './run-outage.ts';

// The breaker's longest wait, and a little for the start of the ticket service and the probe itself.
const firstLimitMs = 35_000;
// 10 000 orders fill 180 MiB and 50 000 fill 228: nearly all is a process that has run warm, and not what waits.
const fillLimitMib = 320;
const growthLimitMib = 100;

/** What speaks against an outage, one line each; none: the promise held. */
export function faultsOf(run: Outage): string[] {
  const { orders, tickets, distinct, probes, memory, firstMs } = run;
  const grewMib = Math.max(memory.afterOutage, memory.drained) - memory.waiting;
  const filledMib = memory.waiting - memory.empty;
  return [
    tickets === orders && distinct === orders
      ? ''
      : `${distinct} of ${orders} orders are tickets, ${tickets} tickets`,
    probes <= mostProbes(run) ? '' : `${probes} attempts in the outage, not only probes`,
    grewMib <= growthLimitMib ? '' : `memory grew by ${grewMib} MiB`,
    firstMs <= firstLimitMs
      ? ''
      : `first delivered ${seconds(firstMs)} s after the return, at most ${firstLimitMs / 1_000}`,
    filledMib <= fillLimitMib ? '' : `memory grew by ${filledMib} MiB while orders came in`,
  ].filter((fault) => fault !== '');
}

/** An outage in words, for people. */
export function outageReport(run: Outage): string {
  const { orders, tickets, distinct, probes, memory } = run;
  const rate = Math.round((orders / (run.drainedMs - run.firstMs)) * 1_000);
  const faults = faultsOf(run);
  return `${orders} orders taken in ${seconds(run.takenMs)} s with the ticket service down
an hour of outage by the store's clock (it ran 60 times faster): ${probes} attempts, at most ${mostProbes(run)} expected
ticket service back: first delivered after ${seconds(run.firstMs)} s, all after ${seconds(run.drainedMs)} s, ${rate} a second
${tickets} tickets of ${distinct} orders
memory of the store: ${memory.empty} MiB empty, ${memory.waiting} with all waiting, ${memory.afterOutage} after the hour, ${memory.drained} after the drain
${faults.length === 0 ? 'the promise held' : faults.map((fault) => `FAULT ${fault}`).join('\n')}
`;
}

// A breaker looks again after 30 s at the latest, one attempt each time; and the first looks come sooner.
function mostProbes({ outageMs }: Outage): number {
  return Math.ceil(outageMs / 30_000) + 10;
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(1);
}
