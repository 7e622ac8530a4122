import { type ReadonlySignal, signal } from '@preact/signals-core';
import { unsentCommandMs } from '@relevo/contract';
import type { CommandStorage } from './command-storage.ts';
import type { QueuedCommand } from './queued-command.ts';

/** The commands without an answer, in the order in which they were made, here and in the device's storage. */
export type CommandList = {
  queue: ReadonlySignal<readonly QueuedCommand[]>;
  find(cmdId: string): QueuedCommand | undefined;
  add(queued: QueuedCommand): void;
  remove(gone: readonly QueuedCommand[]): void;
  become(cmdId: string, state: QueuedCommand['state']): void;
  /** Puts what this person left unfinished on this device in front, then calls `loaded`. */
  load(personId: number | null, loaded: () => void): void;
  /** Empties the list; what is stored stays for the next time. */
  clear(): void;
};

export function createCommandList(storage: CommandStorage, now: () => number): CommandList {
  const queue = signal<readonly QueuedCommand[]>([]);
  let generation = 0;
  const find = (cmdId: string) => queue.peek().find(({ command }) => command.cmd_id === cmdId);

  return {
    queue,
    find,
    add(queued) {
      queue.value = [...queue.peek(), queued];
      storage.keep(queued);
    },
    remove(gone) {
      for (const { command } of gone) storage.remove(command.cmd_id);
      queue.value = queue.peek().filter((queued) => !gone.includes(queued));
    },
    become(cmdId, state) {
      const change = (queued: QueuedCommand) =>
        queued.command.cmd_id === cmdId ? { ...queued, state } : queued;
      queue.value = queue.peek().map(change);
    },
    load(personId, loaded) {
      const mine = ++generation;
      storage.load((kept) => {
        if (mine !== generation) return;
        for (const { command, madeAt, personId: owner } of kept) {
          if (owner !== personId && now() - madeAt >= unsentCommandMs) storage.remove(command.cmd_id);
        }
        const own = kept.filter(
          ({ personId: owner, command }) => owner === personId && !find(command.cmd_id),
        );
        // Whether they were sent before the page was left, nobody knows.
        queue.value = [...own.map((queued) => ({ ...queued, state: 'late' as const })), ...queue.peek()];
        loaded();
      });
    },
    clear() {
      generation += 1;
      queue.value = [];
    },
  };
}
