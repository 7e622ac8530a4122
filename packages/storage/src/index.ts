/*
 * The group-commit invariant: a write is answered only after the COMMIT that holds it is on disk, in the file that stands at
 * the path.
 *
 * - While the writer works on a batch, new writes wait. Then they go over together: one message, one BEGIN IMMEDIATE, one
 *   COMMIT (WAL, synchronous=FULL: one fsync), one message back. A hundred orders cost one fsync, not a hundred.
 * - A write that throws is undone alone. Only a failure of the medium undoes the whole batch.
 * - The path is compared with the open file before the batch, before COMMIT and after it. SQLite itself would go on
 *   writing into a deleted file. `procedures.ts` says why at these moments, `sqlite/writer.ts` what follows.
 * - What may take long to read runs on a thread of its own (`read`), never on the caller's.
 * - Only the writer decides to open another file: it empties the old WAL first, and the reader follows it.
 */

export { StorageOverloaded, StorageUnavailable } from './errors.ts';
export type { MigrationSeries } from './migrations.ts';
export * from './procedures.ts';
export { type Beside, openBeside } from './sqlite/beside.ts';
export { writeBeside } from './sqlite/connection.ts';
export { openStorage, type Storage, type StorageOptions, type StorageStats } from './sqlite/open-storage.ts';
export type { Queries, Query, Reader, SqlParams } from './sqlite/reader.ts';
