import { describe, it } from 'vitest';
import { properties } from './testing/board-properties.ts';

// The same runs every time, so that a red test is a change's doing. To look for what they miss, take others:
// PROPERTY_RUNS=20000 PROPERTY_SEED=$RANDOM npm test -- apps/board/src/live/faults.test.ts
const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 250);
const seed = Number(process.env['PROPERTY_SEED'] ?? 1);
const timeoutMs = 60_000 + numRuns * 50;

describe('a board under faults', () => {
  for (const [name, holds] of Object.entries(properties)) {
    it(name, () => holds({ numRuns, seed }), timeoutMs);
  }
});
