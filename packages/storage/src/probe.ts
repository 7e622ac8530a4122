import { prepared } from './prepared.ts';
import type { Db } from './procedure.ts';

/** The reserved call behind `probe`; no export of a module can have this name by accident. */
export const PROBE = 'storage:probe';

/** A real write, into a table of this package. */
export function touchProbe(db: Db): void {
  prepared(db, 'UPDATE storage_probe SET at = ? WHERE id = 1').run(Date.now());
}
