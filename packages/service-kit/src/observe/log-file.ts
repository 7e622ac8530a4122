import { createRequire } from 'node:module';
import type { SonicBoom } from 'sonic-boom';

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
