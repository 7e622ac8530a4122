import { type ReadonlySignal, signal } from '@preact/signals-core';
import type { Command, Wish } from '@relevo/contract';
import { problemType, type SocketCommandReply, type Ticket, unsentCommandMs } from '@relevo/contract';
import { createStore, del, set, values } from 'idb-keyval';
import type { Clock } from '../device/clock.ts';
import { createTimer, type Timer } from '../device/clock.ts';
import {
  firstOfEach,
  followersOf,
  messageOf,
  type QueuedCommand,
  queueCommand,
  type ShownTicket,
} from './queued-command.ts';

/** How long to wait for an answer before sending a command again. */
const answerTimeoutMs = 5_000;
const askAgainMs = 3_000;

/** Sends people's commands, and repeats each until it is answered or too old. */
export type CommandQueue = {
  /** The commands without an answer, oldest first. */
  queue: ReadonlySignal<readonly QueuedCommand[]>;
  /** The commands that failed, oldest first. */
  notices: ReadonlySignal<readonly Notice[]>;
  /** Whether there is a connection. */
  live: ReadonlySignal<boolean>;
  /**
   * Queues a command.
   * @param seen the ticket as the person saw it
   * @returns the command's id; null if there is nothing to send: the same command is pending, or it undid an unsent move
   */
  send(seen: ShownTicket, wish: Wish, driver?: Ticket['repartidor']): string | null;
  dismiss(noticeId: number): void;
  /** Loads this person's unsent commands from this device. */
  open(personId: number | null): void;
  connected(): void;
  disconnected(): void;
  close(): void;
};

/** Sends a command, on a live connection only. The answer may never come. */
export type CommandTransport = {
  command(command: Command & { ticket_id: number }, answer: (reply: SocketCommandReply) => void): void;
};

export function createCommandQueue(deps: {
  clock: Clock;
  transport: CommandTransport;
  storage: CommandStorage;
  newId(): string;
  /** Receives the ticket of an answer: as it was after the command, or as it is now. */
  answered(ticket: Ticket): void;
  unauthorized(): void;
}): CommandQueue {
  const { clock, transport } = deps;
  const list = createCommandList(deps.storage, clock.now);
  const { queue, find } = list;
  const notices = signal<readonly Notice[]>([]);
  const live = signal(false);
  const expiry = createTimer(clock);
  const awaited = new Map<string, Timer>();
  let personId: number | null = null;
  let lastNotice = 0;

  function pump(): void {
    expireOld();
    if (!live.peek()) return;
    for (const { command } of firstOfEach(queue.peek())) {
      if (!awaited.has(command.cmd_id)) transmit(command.cmd_id);
    }
  }

  // Repeating is safe: the service does a command once for each id. So send it again whenever an answer is in doubt.
  function transmit(cmdId: string): void {
    const queued = find(cmdId);
    if (!queued) return;
    if (queued.state === 'waiting') list.become(cmdId, 'sent');
    awaitAnswer(cmdId, answerTimeoutMs, () => {
      list.become(cmdId, 'late');
      transmit(cmdId);
    });
    transport.command(messageOf(queued), (reply) => answer(cmdId, reply));
  }

  function awaitAnswer(cmdId: string, delayMs: number, overdue: () => void): void {
    const timer = awaited.get(cmdId) ?? createTimer(clock);
    awaited.set(cmdId, timer);
    timer.set(delayMs, overdue);
  }

  function answer(cmdId: string, reply: SocketCommandReply): void {
    const outcome = classifyAnswer(reply);
    if ((outcome.kind === 'done' || outcome.kind === 'stale') && outcome.ticket)
      deps.answered(outcome.ticket);
    const queued = find(cmdId);
    if (!queued) return;
    if (outcome.kind === 'unauthorized') deps.unauthorized();
    else if (outcome.kind === 'again') awaitAnswer(cmdId, askAgainMs, () => transmit(cmdId));
    else {
      if (outcome.kind === 'done') forget([queued]);
      else giveUp(queued, outcome);
      pump();
    }
  }

  function giveUp(queued: QueuedCommand, reason: Reason): void {
    const dropped = followersOf(queue.peek(), queued);
    notices.value = [...notices.peek(), { ...reason, id: ++lastNotice, queued, dropped }];
    forget([queued, ...dropped]);
  }

  function forget(gone: readonly QueuedCommand[]): void {
    for (const { command } of gone) {
      awaited.get(command.cmd_id)?.clear();
      awaited.delete(command.cmd_id);
    }
    list.remove(gone);
  }

  function expireOld(): void {
    const isOld = ({ madeAt }: QueuedCommand) => clock.now() - madeAt >= unsentCommandMs;
    for (let old = queue.peek().find(isOld); old; old = queue.peek().find(isOld)) {
      giveUp(old, { kind: 'expired' });
    }
    const [first] = queue.peek();
    if (first) expiry.set(first.madeAt + unsentCommandMs - clock.now(), pump);
    else expiry.clear();
  }

  function disconnected(): void {
    live.value = false;
    for (const timer of awaited.values()) timer.clear();
    awaited.clear();
    for (const { command, state } of queue.peek()) if (state === 'sent') list.become(command.cmd_id, 'late');
  }

  return {
    queue,
    notices,
    live,
    send(seen, wish, driver) {
      const made = { cmdId: deps.newId(), personId, madeAt: clock.now(), driver };
      const queueing = queueCommand(queue.peek(), seen, wish, made);
      if (queueing.kind === 'withdrawn') forget([queueing.removed]);
      if (queueing.kind !== 'queued') return null;
      list.add(queueing.added);
      pump();
      return made.cmdId;
    },
    dismiss(noticeId) {
      notices.value = notices.peek().filter(({ id }) => id !== noticeId);
    },
    open(next) {
      personId = next;
      list.load(personId, pump);
    },
    connected() {
      live.value = true;
      pump();
    },
    disconnected,
    close() {
      disconnected();
      expiry.clear();
      list.clear();
      notices.value = [];
    },
  };
}

/** Keeps the commands without an answer, oldest first, here and in the device's storage. */
type CommandList = {
  queue: ReadonlySignal<readonly QueuedCommand[]>;
  find(cmdId: string): QueuedCommand | undefined;
  add(queued: QueuedCommand): void;
  remove(gone: readonly QueuedCommand[]): void;
  become(cmdId: string, state: QueuedCommand['state']): void;
  /** Puts this person's stored commands in front, then calls `loaded`. */
  load(personId: number | null, loaded: () => void): void;
  /** Empties the list; the stored commands stay for the next time. */
  clear(): void;
};

function createCommandList(storage: CommandStorage, now: () => number): CommandList {
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
          const isOld = Math.abs(now() - madeAt) >= unsentCommandMs;
          if (owner !== personId && isOld) storage.remove(command.cmd_id);
        }
        const own = kept.filter(
          ({ personId: owner, command }) => owner === personId && !find(command.cmd_id),
        );
        // Nobody knows whether they were sent before the page closed. Nor when one was made that seems to come from the
        // future, because the device's clock was set back meanwhile: it must not wait for that time to come.
        const again = own.map((queued) => ({
          ...queued,
          madeAt: Math.min(queued.madeAt, now()),
          state: 'late' as const,
        }));
        queue.value = [...again, ...queue.peek()];
        loaded();
      });
    },
    clear() {
      generation += 1;
      queue.value = [];
    },
  };
}

type Answer =
  | { kind: 'done'; ticket: Ticket }
  /** Somebody else was faster. `author` is their name, `ticket` their result, if the answer has them. */
  | { kind: 'stale'; author: string | null; ticket: Ticket | null }
  /** Refused for good: the role or the rules do not allow it, or the ticket now belongs to somebody else. */
  | { kind: 'refused'; type: string; detail: string }
  | { kind: 'unauthorized' }
  /** The service could not do it now; send the same command again. */
  | { kind: 'again' };

/** Classifies an answer to a command. */
function classifyAnswer(reply: SocketCommandReply): Answer {
  if (reply.ok) return { kind: 'done', ticket: reply.ticket };
  const { type, status, detail, autor } = reply.problema;
  if (type === problemType('version-en-conflicto')) {
    const author = typeof autor === 'string' && autor !== '' ? autor : null;
    return { kind: 'stale', author, ticket: reply.ticket ?? null };
  }
  if (type === problemType('no-autorizado')) return { kind: 'unauthorized' };
  if (status >= 500 || status === 429 || status === 408) return { kind: 'again' };
  return { kind: 'refused', type, detail };
}

/** Why a command failed. `author` is who was faster, `ticket` their result, if the answer has them. */
export type Reason =
  | { kind: 'stale'; author: string | null; ticket: Ticket | null }
  /** The rules or the role do not allow it. `detail` gives the reason in Spanish, `type` is the problem's type. */
  | { kind: 'refused'; type: string; detail: string }
  /** Too old. It may have been sent, but its outcome is unknown. */
  | { kind: 'expired' };

/** A command that failed. `dropped`: the later commands on the same ticket that were dropped with it. */
export type Notice = Reason & { id: number; queued: QueuedCommand; dropped: readonly QueuedCommand[] };

/**
 * Port: keeps commands without an answer over a reload. Never fails: without storage, commands live as long as the page.
 */
export type CommandStorage = {
  /** Calls back once with the stored commands, oldest first. */
  load(loaded: (kept: QueuedCommand[]) => void): void;
  keep(queued: QueuedCommand): void;
  remove(cmdId: string): void;
};

/** Keeps commands in memory. It outlives an engine, as the browser's storage outlives a page. */
export function createMemoryStorage(): CommandStorage {
  const kept = new Map<string, QueuedCommand>();
  return {
    load: (loaded) => loaded([...kept.values()]),
    keep: (queued) => void kept.set(queued.command.cmd_id, queued),
    remove: (cmdId) => void kept.delete(cmdId),
  };
}

/** Keeps commands in the browser's IndexedDB, one record each, so that two tabs never overwrite each other's. */
export function createIndexedDbStorage(): CommandStorage {
  const store = createStore('relevo', 'comandos');
  return {
    load(loaded) {
      void whereItWorks(() => values<QueuedCommand>(store)).then((kept = []) =>
        loaded(kept.sort((a, b) => a.madeAt - b.madeAt)),
      );
    },
    keep: (queued) => void whereItWorks(() => set(queued.command.cmd_id, queued, store)),
    remove: (cmdId) => void whereItWorks(() => del(cmdId, store)),
  };
}

// Without a database (a private window, a full disk) everything still works, but commands do not survive a reload.
async function whereItWorks<T>(use: () => Promise<T>): Promise<T | undefined> {
  try {
    return await use();
  } catch {
    return undefined;
  }
}
