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

/** An error as it crosses the thread border; structured cloning would lose `code` and a name of one's own. */
export type SerializedError = {
  name: string;
  message: string;
  code?: string;
  stack?: string;
  cause?: SerializedError;
};

/** Packs anything thrown. */
export function serializeError(thrown: unknown): SerializedError {
  if (!(thrown instanceof Error)) return { name: 'Error', message: String(thrown) };
  const { name, message, stack } = thrown;
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined;
  const cause = thrown.cause === undefined ? undefined : serializeError(thrown.cause);
  return { name, message, code, stack, cause };
}

/** Makes an `Error` again, with the name, message, code and stack it had; its class is gone. */
export function deserializeError({ name, message, code, stack, cause }: SerializedError): Error {
  const error = new Error(message, cause && { cause: deserializeError(cause) });
  Object.defineProperty(error, 'name', { value: name, configurable: true, writable: true });
  if (stack !== undefined) error.stack = stack;
  return code === undefined ? error : Object.assign(error, { code });
}

// Failures of the medium, not of one statement. SQLite may have undone the whole transaction by itself.
const OF_THE_MEDIUM =
  /^SQLITE_(FULL|IOERR|READONLY|CORRUPT|CANTOPEN|BUSY|LOCKED|NOTADB|NOMEM|PROTOCOL|INTERRUPT|PERM)(_|$)/;

/** Says whether `error` is SQLite's word for a broken, full or busy medium, extended codes included. */
export function isMediumFailure(error: unknown): boolean {
  return OF_THE_MEDIUM.test(errorCode(error) ?? '');
}

/** Says whether waiting or freeing space is all the cure, so the connection itself is still sound. */
export function passesByItself(error: unknown): boolean {
  return /^SQLITE_(FULL|BUSY|LOCKED|INTERRUPT)(_|$)/.test(errorCode(error) ?? '');
}

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
