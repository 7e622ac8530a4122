/** An error as it crosses the thread border; structured cloning would lose `code` and a name of one's own. */
export type CarriedError = {
  name: string;
  message: string;
  code?: string;
  stack?: string;
  cause?: CarriedError;
};

/** Packs anything thrown. */
export function packError(thrown: unknown): CarriedError {
  if (!(thrown instanceof Error)) return { name: 'Error', message: String(thrown) };
  const { name, message, stack } = thrown;
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined;
  const cause = thrown.cause === undefined ? undefined : packError(thrown.cause);
  return { name, message, code, stack, cause };
}

/** Makes an `Error` again, with the name, message, code and stack it had; its class is gone. */
export function unpackError({ name, message, code, stack, cause }: CarriedError): Error {
  const error = new Error(message, cause && { cause: unpackError(cause) });
  Object.defineProperty(error, 'name', { value: name, configurable: true, writable: true });
  if (stack !== undefined) error.stack = stack;
  return code === undefined ? error : Object.assign(error, { code });
}
