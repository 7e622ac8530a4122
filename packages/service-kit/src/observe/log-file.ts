import { createRequire } from 'node:module';
import type { SonicBoom } from 'sonic-boom';

// A CommonJS module whose named export Node does not see, and whose default export TypeScript takes for something else.
const { SonicBoom: Stream } = createRequire(import.meta.url)('sonic-boom') as typeof import('sonic-boom');

export type LogFile = { write(line: string): void; flushSync(): void };

// Bytes that may wait for a reader that stands still; lines beyond them are dropped.
const mostWaiting = 8 * 1024 * 1024;

/**
 * Writes lines off the event loop: a reader that stands still must not hold the service up. A line that cannot be written
 * (the disk is full, the reader is gone) is lost. pino's own stream would end the process over it, or wait for ever: its
 * sonic-boom 4 tries every error of `flushSync` again.
 *
 * @param fd where the lines go
 */
export function createLogFile(fd: number): LogFile {
  let file = open();

  function open(): SonicBoom {
    const opened = new Stream({ fd, sync: false, maxLength: mostWaiting });
    opened.on('error', () => startAnew(opened));
    return opened;
  }

  // Else it would try the same lines again with every new one.
  function startAnew(failed: SonicBoom): void {
    if (failed !== file) return;
    failed.destroy();
    file = open();
  }

  const flushSync = () => {
    try {
      file.flushSync();
    } catch {
      startAnew(file);
    }
  };
  process.on('exit', flushSync);

  return { write: (line) => void file.write(line), flushSync };
}
