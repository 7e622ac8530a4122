import { createRequire } from 'node:module';
import { type DestinationStream, type Logger, pino } from 'pino';
import { createLogFile, type LogFile } from './log-file.ts';
import { describeError, hidden, redact, secretPaths } from './redact.ts';

export type { Logger } from 'pino';

/**
 * The service's log: one JSON object a line on stdout; coloured text in development when stdout is a terminal
 * and pino-pretty is installed. Secrets and customer data are redacted here and nowhere else (see redact.ts).
 *
 * @param options.stream where the lines go instead of stdout, for tests
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
    // For the fields of child loggers, which the formatter above does not see.
    redact: { paths: secretPaths, censor: hidden },
    serializers: { err: describeError, error: describeError },
  };
  return pino(settings, stream);
}

let toStdout: LogFile | undefined;

// One for all loggers of the process, so that their lines stay in order.
function stdout(): LogFile {
  toStdout ??= createLogFile(1);
  return toStdout;
}

// A development dependency: production images do not hold it, and then the log stays JSON.
function prettyStream(): DestinationStream | undefined {
  try {
    const pretty = createRequire(import.meta.url)('pino-pretty');
    return pretty({ sync: true, ignore: 'service', translateTime: 'HH:MM:ss.l' });
  } catch {
    return undefined;
  }
}
