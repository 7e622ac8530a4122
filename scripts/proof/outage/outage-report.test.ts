import { expect, it } from 'vitest';
import { faultsOf } from './outage-report.ts';
import type { Outage } from './run-outage.ts';

const memory = { empty: 100, waiting: 390, afterOutage: 383, drained: 400 };
const good: Outage = {
  orders: 10,
  takenMs: 5,
  outageMs: 3_600_000,
  probes: 121,
  firstMs: 34_900,
  drainedMs: 36_000,
  tickets: 10,
  distinct: 10,
  memory,
};

it('finds nothing wrong with a first delivery within the longest wait of the breaker and a little', () => {
  expect(faultsOf(good)).toEqual([]);
});

it('says when the first delivery came late, and when orders on disk were kept in memory too', () => {
  expect(faultsOf({ ...good, firstMs: 36_000, memory: { ...memory, waiting: 700 } })).toEqual([
    'first delivered 36.0 s after the return, at most 35',
    'memory grew by 600 MiB while orders came in',
  ]);
});

it('says when an order is no ticket, when the relay did more than look, and when waiting filled the memory', () => {
  expect(faultsOf({ ...good, tickets: 9, distinct: 9, probes: 131 })).toEqual([
    '9 of 10 orders are tickets, 9 tickets',
    '131 attempts in the outage, not only probes',
  ]);
  expect(faultsOf({ ...good, memory: { ...memory, drained: 491 } })).toEqual(['memory grew by 101 MiB']);
});
