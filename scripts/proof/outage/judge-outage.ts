import type { Outage } from './run-outage.ts';

// The breaker's longest wait, and a little for the start of the ticket service and the probe itself.
const firstLimitMs = 35_000;
// 10 000 orders fill 180 MiB and 50 000 fill 228: nearly all is a process that has run warm, and not what waits.
const fillLimitMib = 320;

/** What is wrong with an outage beside its tickets, its attempts and the growth once all wait; empty when nothing is. */
export function judgeOutage({ firstMs, memory }: Pick<Outage, 'firstMs' | 'memory'>): string[] {
  const filledMib = memory.waiting - memory.empty;
  return [
    firstMs <= firstLimitMs
      ? ''
      : `first delivered ${(firstMs / 1_000).toFixed(1)} s after the return, at most ${firstLimitMs / 1_000}`,
    filledMib <= fillLimitMib ? '' : `memory grew by ${filledMib} MiB while orders came in`,
  ].filter((fault) => fault !== '');
}
