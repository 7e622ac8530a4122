import { prepared } from './prepared.ts';
import type { Db } from './procedure.ts';

/** The reserved call behind `probe`; no export of a module can have this name by accident. */
export const PROBE = 'storage:probe';

/** As much as a few orders with their indexes: on a full disk a smaller write may still find a gap, and orders none. */
const probeBytes = 64 * 1_024;

/** A real write, into a table of this package. */
export function touchProbe(db: Db): void {
  const sql =
    'INSERT INTO storage_room VALUES (1, randomblob(?)) ON CONFLICT DO UPDATE SET room = excluded.room';
  prepared(db, sql).run(probeBytes);
}
