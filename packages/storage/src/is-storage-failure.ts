// Failures of the medium, not of one statement. SQLite may have undone the whole transaction by itself.
const OF_THE_MEDIUM =
  /^SQLITE_(FULL|IOERR|READONLY|CORRUPT|CANTOPEN|BUSY|LOCKED|NOTADB|NOMEM|PROTOCOL|INTERRUPT|PERM)(_|$)/;

/** Says whether `error` is SQLite's word for a broken, full or busy medium, extended codes included. */
export function isStorageFailure(error: unknown): boolean {
  return OF_THE_MEDIUM.test(errorCode(error) ?? '');
}

/** Says whether waiting or freeing space is all the cure, so the connection itself is still sound. */
export function passesByItself(error: unknown): boolean {
  return /^SQLITE_(FULL|BUSY|LOCKED|INTERRUPT)(_|$)/.test(errorCode(error) ?? '');
}

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
