import { loadTickets } from './load-tickets.ts';

const mainThread = new URL('../baselines/main-thread-writer.ts', import.meta.url);

/** Whether the SQLite writer is better in a thread of its own: row 1 both ways, on one core and on two. */
export function compareWriters(): Promise<string> {
  return loadTickets({
    'worker thread, two cores': {},
    'main thread, two cores': { entry: mainThread },
    'worker thread, one core': { cores: '0' },
    'main thread, one core': { entry: mainThread, cores: '0' },
  });
}
