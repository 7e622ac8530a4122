/**
 * The storage cannot do its work now: disk full, file gone, lock held by another process, worker dead; `cause` has the
 * reason. The write is not stored, unless the failure came during COMMIT itself (a failed fsync, the file swapped at that
 * moment, the worker killed): then nobody knows, so ask again with the same idempotency key.
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

/** An error as it is sent between threads; structured cloning would lose `code` and its own name. */
export type SerializedError = {
  name: string;
  message: string;
  code?: string;
  stack?: string;
  cause?: SerializedError;
};

/** Turns anything thrown into what structured cloning keeps. */
export function serializeError(thrown: unknown): SerializedError {
  if (!(thrown instanceof Error)) return { name: 'Error', message: String(thrown) };
  const { name, message, stack } = thrown;
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined;
  const cause = thrown.cause === undefined ? undefined : serializeError(thrown.cause);
  return { name, message, code, stack, cause };
}

/** Makes an `Error` again with its name, message, code and stack; its class is lost. */
export function deserializeError({ name, message, code, stack, cause }: SerializedError): Error {
  const error = new Error(message, cause && { cause: deserializeError(cause) });
  Object.defineProperty(error, 'name', { value: name, configurable: true, writable: true });
  if (stack !== undefined) error.stack = stack;
  return code === undefined ? error : Object.assign(error, { code });
}

// Failures of the medium, not of one statement. SQLite may have rolled the whole transaction back by itself.
const OF_THE_MEDIUM =
  /^SQLITE_(FULL|IOERR|READONLY|CORRUPT|CANTOPEN|BUSY|LOCKED|NOTADB|NOMEM|PROTOCOL|INTERRUPT|PERM)(_|$)/;

/** Whether SQLite reports a broken, full or busy medium; extended codes included. */
export function isMediumFailure(error: unknown): boolean {
  return OF_THE_MEDIUM.test(errorCode(error) ?? '');
}

/**
 * Whether a connection whose batch failed is the one to go on with, and not to be opened anew. Where waiting or freeing space is
 * enough, it is still sound. Where the disk did not take what was written, it alone knows that: no reader has seen the frames
 * of the undone commit, and the next commit overwrites them, while a connection opened anew would find them in the page
 * cache and take them for committed.
 */
export function keepsConnection(error: unknown): boolean {
  return /^SQLITE_(FULL|BUSY|LOCKED|INTERRUPT)(_|$)/.test(errorCode(error) ?? '') || isNotKept(error);
}

/** Whether the disk did not take or keep what was written: SQLite says so, or the system, or the cause of this error. */
export function isNotKept(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = errorCode(error) ?? '';
  return /^(SQLITE_IOERR_(FSYNC|DIR_FSYNC|WRITE|TRUNCATE)|EIO)$/.test(code) || isNotKept(error.cause);
}

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
