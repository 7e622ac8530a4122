import { createLogger, type Logger } from '@relevo/service-kit';

export type LogLine = { level: string; msg: string; [field: string]: unknown };

/** A real log whose lines are kept instead of written. */
export function recordingLog(level = 'debug'): { log: Logger; lines: LogLine[]; text(): string } {
  const written: string[] = [];
  const stream = { write: (line: string) => void written.push(line) };
  const log = createLogger({ service: 'relevo-test', level, pretty: false, stream });
  return {
    log,
    text: () => written.join(''),
    get lines() {
      return written.map((line) => JSON.parse(line) as LogLine);
    },
  };
}
