import { describe, it } from 'vitest';
import { properties } from './testing/board-properties.ts';

const numRuns = 250;

describe('a board under faults', () => {
  for (const [name, holds] of Object.entries(properties)) it(name, () => holds({ numRuns }));
});
