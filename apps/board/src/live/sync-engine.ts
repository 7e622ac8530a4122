import { batch, computed, type ReadonlySignal } from '@preact/signals-core';
import {
  type CommandQueue,
  type CommandStorage,
  createCommandQueue,
  createMemoryStorage,
} from '../actions/command-queue.ts';
import type { ShownTicket } from '../actions/queued-command.ts';
import { showPending } from '../actions/show-pending.ts';
import type { Clock } from '../device/clock.ts';
import { newUuid } from '../device/uuid.ts';
import { type ArrivalMemory, type Arrivals, createArrivalMemory, createArrivals } from './arrivals.ts';
import { createAnsweredTickets, layAnswers } from './board-state.ts';
import { type FollowedLog, followLog, type RestoredBoard } from './follow-log.ts';
import type { Transport } from './transport.ts';

/** The board as a page reads it, and the way to send what people do. */
export type SyncEngine = Pick<
  FollowedLog,
  | 'tickets'
  | 'connection'
  | 'lastEventAt'
  | 'clockOffsetMs'
  | 'ultimaEntrada'
  | 'stores'
  | 'errorReports'
  | 'restored'
  | 'board'
  | 'wake'
> &
  Pick<CommandQueue, 'send' | 'dismiss' | 'notices'> & {
    /** The tickets as people see them: with the answers to commands and the pending commands applied. */
    shown: ReadonlySignal<ReadonlyMap<number, ShownTicket>>;
    /** The tickets that arrived last and that this device never showed before. */
    arrived: Arrivals['latest'];
    /** What just arrived live on this page, and what it missed and has caught up with. */
    arrivedLive: Arrivals['live'];
    arrivedMissed: Arrivals['missed'];
    /** The commands without an answer, oldest first. */
    queue: CommandQueue['queue'];
    /** The number of commands without an answer. */
    pendingCount: ReadonlySignal<number>;
    /** Connects. @param personId who uses the board: unsent commands of one person are never sent as another's */
    start(personId?: number | null): void;
    /** Shows a board of an earlier page until `start`: commands wait. */
    restore(personId: number | null, kept: RestoredBoard): void;
    /** Disconnects and forgets the tickets. Unsent commands stay stored for the next start. */
    stop(): void;
  };

/** Follows the server by the rules of board/1 and sends commands, over one transport. */
export function createSyncEngine(deps: {
  transport: Transport;
  clock: Clock;
  random(): number;
  /** Keeps unsent commands over a reload. Without it they live as long as the page. */
  storage?: CommandStorage;
  /** Makes a UUID for a command. */
  newId?: () => string;
  /** Remembers the tickets that the device has shown. Without it, the memory lives as long as the page. */
  memory?: ArrivalMemory;
}): SyncEngine {
  const { transport, clock, storage = createMemoryStorage(), newId = newUuid } = deps;
  const answers = createAnsweredTickets();
  const arrivals = createArrivals(deps.memory ?? createArrivalMemory());
  const follower = followLog(deps, {
    connected: () => commands.connected(),
    disconnected: () => commands.disconnected(),
    moved(board, live) {
      answers.settle(board);
      arrivals.moved(board, live);
    },
  });
  const commands = createCommandQueue({
    clock,
    storage,
    newId,
    transport: {
      command: (message, answer) => transport.command(message, (reply) => follower.step(() => answer(reply))),
    },
    answered: answers.put,
    unauthorized: follower.unauthorized,
  });
  const newest = computed(() => layAnswers(follower.tickets.value, answers.tickets.value));

  const { tickets, connection, lastEventAt, clockOffsetMs, ultimaEntrada, stores, errorReports } = follower;
  const { restored, board, wake } = follower;
  return {
    ...{ tickets, connection, lastEventAt, clockOffsetMs, ultimaEntrada, stores, errorReports },
    ...{ restored, board, wake },
    shown: computed(() => showPending(newest.value, commands.queue.value, commands.live.value)),
    queue: commands.queue,
    pendingCount: computed(() => commands.queue.value.length),
    arrived: arrivals.latest,
    arrivedLive: arrivals.live,
    arrivedMissed: arrivals.missed,
    notices: commands.notices,
    send: (...wish) => batch(() => commands.send(...wish)),
    dismiss: commands.dismiss,
    start(personId = null) {
      commands.open(personId);
      follower.open();
    },
    restore(personId, kept) {
      commands.open(personId);
      follower.restore(kept);
    },
    stop() {
      follower.close();
      commands.close();
    },
  };
}
