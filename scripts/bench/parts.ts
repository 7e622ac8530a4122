import type { Part } from './row.ts';
import { measureIngest } from './rows/ingest.ts';

/** The parts of the table, in the order in which they run. */
export const parts: Record<string, Part> = {
  ingest: measureIngest,
};
