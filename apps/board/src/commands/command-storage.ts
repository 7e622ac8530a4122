import type { QueuedCommand } from './queued-command.ts';

/**
 * Port: where commands without an answer outlive a reload. It never fails: where nothing can be kept, commands
 * live as long as the page.
 */
export type CommandStorage = {
  /** Hands over what is kept, in the order in which it was made, once. */
  load(loaded: (kept: QueuedCommand[]) => void): void;
  keep(queued: QueuedCommand): void;
  remove(cmdId: string): void;
};

/** The twin in memory. It outlives an engine, as the real one outlives a page. */
export function createMemoryStorage(): CommandStorage {
  const kept = new Map<string, QueuedCommand>();
  return {
    load: (loaded) => loaded([...kept.values()]),
    keep: (queued) => void kept.set(queued.command.cmd_id, queued),
    remove: (cmdId) => void kept.delete(cmdId),
  };
}
