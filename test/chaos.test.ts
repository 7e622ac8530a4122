import { expect, it } from 'vitest';
import { runChaos } from '../scripts/proof/chaos/run-chaos.ts';

// The long runs, and what they have found: docs/evidence/faults.md.
it('keeps the promise through fifteen seconds of every kind of trouble', async () => {
  const run = await runChaos({ seed: 1, seconds: 15, rate: 40, patience: 80 });
  for (const [finding, names] of Object.entries(run.findings)) expect(names, finding).toEqual([]);
  expect(run.counts.acknowledged).toBeGreaterThan(400);
  expect(run.counts.changes).toBeGreaterThan(50);
  expect(run.drainedMs).toBeLessThan(Number.POSITIVE_INFINITY);
  expect(run.applied.badExits).toEqual([]);
}, 180_000);
