import { pino } from 'pino';

export type LogFile = { write(line: string): void; flushSync(): void };

// Bytes that may wait for a reader that stands still; lines beyond them are dropped.
const mostWaiting = 8 * 1024 * 1024;

/**
 * Writes lines off the event loop: a reader that stands still must not hold the service up. A line that cannot be written
 * (the disk is full) is lost, as pino's own stream would end the process over it.
 *
 * @param fd where the lines go
 */
export function createLogFile(fd: number): LogFile {
  let file = open();

  function open() {
    const opened = pino.destination({ dest: fd, sync: false, maxLength: mostWaiting });
    opened.on('error', () => {
      opened.destroy(); // else it would try the same lines again for ever, also at the end of the process
      file = open();
    });
    return opened;
  }

  return {
    write: (line) => void file.write(line),
    flushSync() {
      try {
        file.flushSync();
      } catch {
        file.destroy();
        file = open();
      }
    },
  };
}
