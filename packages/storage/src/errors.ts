/**
 * The storage cannot keep its word now: disk full, file gone, lock held by another, worker dead; `cause` has the
 * reason. The write is not stored, unless the failure struck during COMMIT itself (a failed fsync, the file swapped in
 * that instant, the worker killed): then nobody knows, so ask again with the same idempotency key.
 */
export class StorageUnavailable extends Error {
  override readonly name = 'StorageUnavailable';
  readonly code = 'storage-unavailable';
}

/** Too many writes are waiting already; this one was not taken. Ask again later. */
export class StorageOverloaded extends Error {
  override readonly name = 'StorageOverloaded';
  readonly code = 'storage-overloaded';
}
