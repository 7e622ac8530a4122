import { type ReadonlySignal, signal } from '@preact/signals-core';
import { type SocketCommandReply, type Ticket, unsentCommandMs } from '@relevo/contract';
import type { Clock, Transport } from '../sync/ports.ts';
import { createTimer, type Timer } from '../sync/timer.ts';
import { createCommandList } from './command-list.ts';
import { messageOf } from './command-message.ts';
import type { CommandStorage } from './command-storage.ts';
import { judgeAnswer } from './judge-answer.ts';
import type { Notice, Reason } from './notice.ts';
import { firstOfEach, followersOf, queueCommand } from './queue-command.ts';
import type { QueuedCommand, ShownTicket, Work } from './queued-command.ts';

/** A command that nobody answers is sent again after this. */
export const answerTimeoutMs = 5_000;
const askAgainMs = 3_000;

/** Takes what people want done, and keeps at it until it is answered or too old. */
export type CommandDesk = {
  /** Without an answer yet, in the order in which they were made. */
  queue: ReadonlySignal<readonly QueuedCommand[]>;
  /** What came to nothing, oldest first. */
  notices: ReadonlySignal<readonly Notice[]>;
  /** Whether there is a connection to send over. */
  live: ReadonlySignal<boolean>;
  /**
   * @param seen the ticket that the person was looking at
   * @returns the command's id; null where nothing had to be sent: the same is under way, or an unsent move was taken back
   */
  send(seen: ShownTicket, work: Work, driver?: Ticket['repartidor']): string | null;
  dismiss(noticeId: number): void;
  /** Takes over what this person left unfinished on this device. */
  open(personId: number | null): void;
  connected(): void;
  disconnected(): void;
  close(): void;
};

export function createCommandDesk(deps: {
  clock: Clock;
  transport: Pick<Transport, 'command'>;
  storage: CommandStorage;
  newId(): string;
  /** An answer carries a ticket as it was after the command, or as it is now. */
  answered(ticket: Ticket): void;
  unauthorized(): void;
}): CommandDesk {
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

  // The same id again has the effect of one: whenever an answer is in doubt, the command goes out again.
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
    const judged = judgeAnswer(reply);
    if ((judged.kind === 'done' || judged.kind === 'stale') && judged.ticket) deps.answered(judged.ticket);
    const queued = find(cmdId);
    if (!queued) return;
    if (judged.kind === 'unauthorized') deps.unauthorized();
    else if (judged.kind === 'again') awaitAnswer(cmdId, askAgainMs, () => transmit(cmdId));
    else {
      if (judged.kind === 'done') forget([queued]);
      else giveUp(queued, judged);
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
    send(seen, work, driver) {
      const made = { cmdId: deps.newId(), personId, madeAt: clock.now(), driver };
      const queueing = queueCommand(queue.peek(), seen, work, made);
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
