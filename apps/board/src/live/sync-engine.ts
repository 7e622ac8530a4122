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
import { type FollowedLog, followLog } from './follow-log.ts';
import type { Transport } from './transport.ts';

/** The board as a page reads it, and where it hands in what people do. */
export type SyncEngine = Pick<
  FollowedLog,
  | 'tickets'
  | 'connection'
  | 'lastEventAt'
  | 'clockOffsetMs'
  | 'ultimaEntrada'
  | 'errorReports'
  | 'restored'
  | 'wake'
> &
  Pick<CommandQueue, 'send' | 'dismiss' | 'notices'> & {
    /** The tickets as people see them: with what answers have brought, and with their own work under way. */
    shown: ReadonlySignal<ReadonlyMap<number, ShownTicket>>;
    /** The tickets of the last arrival: what this device had never shown before. */
    arrived: Arrivals['latest'];
    /** What has just come in live on this page, and what it had missed and has caught up with. */
    arrivedLive: Arrivals['live'];
    arrivedMissed: Arrivals['missed'];
    /** How many commands have no answer yet. */
    pendingCount: ReadonlySignal<number>;
    /** @param personId who is at the board, so that one person's unsent commands are never sent as another's */
    start(personId?: number | null): void;
    /** Disconnects and forgets the tickets. Unsent commands stay stored for the next start. */
    stop(): void;
  };

/** Follows the server by the rules of board/1 and sends commands, over one transport. */
export function createSyncEngine(deps: {
  transport: Transport;
  clock: Clock;
  random(): number;
  /** Where unsent commands outlive a reload; without it they live as long as the page. */
  storage?: CommandStorage;
  /** Makes a UUID for a command. */
  newId?: () => string;
  /** What the device remembers of the tickets it has shown; without it, as long as the page lives. */
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
    ...{ clock, storage, newId },
    transport: {
      command: (message, answer) => transport.command(message, (reply) => follower.step(() => answer(reply))),
    },
    answered: answers.put,
    unauthorized: follower.unauthorized,
  });
  const newest = computed(() => layAnswers(follower.tickets.value, answers.tickets.value));

  const { tickets, connection, lastEventAt, clockOffsetMs, ultimaEntrada, errorReports, restored, wake } =
    follower;
  return {
    ...{ tickets, connection, lastEventAt, clockOffsetMs, ultimaEntrada, errorReports, restored, wake },
    shown: computed(() => showPending(newest.value, commands.queue.value, commands.live.value)),
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
    stop() {
      follower.close();
      commands.close();
    },
  };
}
