type Fields = Record<string, unknown>;

/**
 * A copy of a log line's fields without secrets and customer data, at any depth down to `maxDepth`; deeper
 * parts are left out whole. Errors pass: `describeError` writes them.
 */
export function redact(fields: object, depth = 0): Fields {
  const copy: Fields = {};
  for (const [name, value] of Object.entries(fields)) {
    copy[name] =
      secretNames.has(name) || secretNames.has(name.toLowerCase()) ? hidden : redactValue(value, depth);
  }
  return copy;
}

/** What a log line tells of an error: never its other fields, which may hold requests, keys or orders. */
export function describeError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return typeof error === 'object' && error ? redact(error) : error;
  const { name, message, stack, cause } = error;
  const code = 'code' in error ? error.code : undefined;
  const inner = cause === undefined || depth >= maxDepth ? undefined : describeError(cause, depth + 1);
  return { type: name, message, code, stack, cause: inner };
}

function redactValue(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Error) return value;
  if (value instanceof Date) return value;
  if (depth >= maxDepth) return '[…]';
  return Array.isArray(value) ? value.map((item) => redactValue(item, depth + 1)) : redact(value, depth + 1);
}

const maxDepth = 5;

/** What stands in the log instead of a secret. */
export const hidden = '[redacted]';

const secretNames = new Set([
  ...[
    'x-api-key',
    'authorization',
    'cookie',
    'set-cookie',
    'password',
    'token',
    'session_secret',
    'relay_api_key',
  ],
  ...['cliente_nombre', 'cliente_direccion', 'cliente_telefono', 'cliente_email', 'productos'],
  ...['direccion', 'telefono', 'email', 'indicaciones', 'notas'],
]);

/** The same names as paths for pino's own redaction of top-level fields. */
export const secretPaths = [...secretNames].map((name) => `["${name}"]`);
