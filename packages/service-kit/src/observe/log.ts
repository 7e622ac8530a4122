import { createRequire } from 'node:module';
import { type DestinationStream, type Logger, pino } from 'pino';
import type { SonicBoom } from 'sonic-boom';

export type { Logger } from 'pino';

/**
 * Makes the service's log: one JSON object per line on stdout; coloured text in development if stdout is a terminal and
 * pino-pretty is installed. Secrets and customer data are redacted here and nowhere else.
 *
 * @param options.stream takes the lines instead of stdout, for tests
 */
export function createLogger(options: {
  service: string;
  level: string;
  pretty: boolean;
  stream?: DestinationStream;
}): Logger {
  const { service, level, pretty } = options;
  const stream = options.stream ?? (pretty && process.stdout.isTTY ? prettyStream() : undefined) ?? stdout();
  const settings = {
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }), log: (fields: object) => redact(fields) },
    // The formatter above does not see the fields of child loggers; these paths cover them.
    redact: { paths: secretPaths, censor: hidden },
    serializers: { err: describeError, error: describeError },
  };
  return pino(settings, stream);
}

let toStdout: LogFile | undefined;

// All loggers of the process share it, so that their lines stay in order.
function stdout(): LogFile {
  toStdout ??= createLogFile(1);
  return toStdout;
}

// A development dependency: where it is not installed, as in production images, the log stays JSON.
function prettyStream(): DestinationStream | undefined {
  try {
    const pretty = createRequire(import.meta.url)('pino-pretty');
    return pretty({ sync: true, ignore: 'service', translateTime: 'HH:MM:ss.l' });
  } catch {
    return undefined;
  }
}

type Fields = Record<string, unknown>;

/**
 * Copies a log line's fields without secrets and customer data, down to `maxDepth`; deeper parts are left out whole.
 * Errors pass unchanged: `describeError` writes them.
 */
function redact(fields: object, depth = 0): Fields {
  const copy: Fields = {};
  for (const name of Object.keys(fields)) {
    const value = (fields as Fields)[name];
    copy[name] = isSecret(name) ? hidden : typeof value === 'object' ? redactValue(value, depth) : value;
  }
  return copy;
}

const known = new Map<string, boolean>();

// Every line has the same few names, so each is looked up once. What a client sent may have any name.
function isSecret(name: string): boolean {
  const before = known.get(name);
  if (before !== undefined) return before;
  const secret = secretNames.has(name.toLowerCase());
  if (known.size < 1_000) known.set(name, secret);
  return secret;
}

/** Describes an error for a log line, without its other fields: they may hold requests, keys or orders. */
function describeError(error: unknown, depth = 0): unknown {
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

/** Replaces a secret in the log. */
const hidden = '[redacted]';

const secretNames = new Set([
  'x-api-key',
  'authorization',
  'cookie',
  'set-cookie',
  'password',
  'token',
  'session_secret',
  'relay_api_key',
  'cliente_nombre',
  'cliente_direccion',
  'cliente_telefono',
  'cliente_email',
  'productos',
  'direccion',
  'telefono',
  'email',
  'indicaciones',
  'notas',
]);

/** The same names, as paths for pino's own redaction of top-level fields. */
const secretPaths = [...secretNames].map((name) => `["${name}"]`);

// sonic-boom is CommonJS: Node does not see its named export, and TypeScript mistypes its default export.
const { SonicBoom: Stream } = createRequire(import.meta.url)('sonic-boom') as typeof import('sonic-boom');

export type LogFile = { write(line: string): void; flushSync(): void };

// Bytes that may wait for a stalled reader; further lines are dropped.
const mostWaiting = 8 * 1024 * 1024;

/**
 * Makes a file that writes lines off the event loop, so that a stalled reader cannot hold the service up. A line that cannot
 * be written (the disk is full, the reader is gone) is lost. pino's own stream would end the process or wait for ever: its
 * sonic-boom 4 retries every error of `flushSync`.
 *
 * @param fd the descriptor that takes the lines
 */
export function createLogFile(fd: number): LogFile {
  let file = open();

  function open(): SonicBoom {
    const opened = new Stream({ fd, sync: false, maxLength: mostWaiting });
    opened.on('error', () => reopen(opened));
    return opened;
  }

  // The failed stream would retry the same lines with every new one, so a new stream takes its place.
  function reopen(failed: SonicBoom): void {
    if (failed !== file) return;
    failed.destroy();
    file = open();
  }

  const flushSync = () => {
    try {
      file.flushSync();
    } catch {
      reopen(file);
    }
  };
  process.on('exit', flushSync);

  return { write: (line) => void file.write(line), flushSync };
}
