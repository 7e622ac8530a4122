/*
 * The group-commit invariant: an answer leaves only after the COMMIT that holds its write is on disk, in the file that
 * stands at the path.
 *
 * - While the worker has a batch in hand, new writes wait; then all of them go over in one message, one BEGIN IMMEDIATE,
 *   one COMMIT (WAL, synchronous=FULL: one fsync), one message back. One hundred orders cost one fsync, not a hundred.
 * - Each write has a savepoint: what one throws undoes it alone. Only a failure of the medium undoes the whole batch.
 * - The path is compared with the open file before the batch, before COMMIT and after it. SQLite itself would go on
 *   writing into a deleted file; see `sqlite/batch.ts` for why these moments and `sqlite/writer.ts` for what follows.
 * - Nobody reopens by himself. The writer empties the old WAL before a new file is opened, the reader follows the writer.
 */

export { StorageOverloaded, StorageUnavailable } from './errors.ts';
export type { MigrationSeries } from './migrations.ts';
export * from './procedures.ts';
export { openStorage, type Storage, type StorageOptions, type StorageStats } from './sqlite/open-storage.ts';
export type { Reader, SqlParams } from './sqlite/reader.ts';
