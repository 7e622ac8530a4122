import { pino } from 'pino';

export type LogStream = { write(line: string): void; flushSync(): void };

/**
 * Gathers the lines of one turn of the event loop and writes them with one call at its end, or when the process ends.
 * pino's own stream sends each line through the thread pool, which costs more than all else that a line takes.
 *
 * @param fd where the lines go
 */
export function createLogStream(fd: number): LogStream {
  const file = pino.destination({ dest: fd, sync: true });
  let lines: string[] = [];

  const flushSync = () => {
    if (lines.length === 0) return;
    const gathered = lines.join('');
    lines = [];
    file.write(gathered);
  };
  process.on('exit', flushSync);

  return {
    write(line) {
      if (lines.push(line) === 1) setImmediate(flushSync);
    },
    flushSync,
  };
}
