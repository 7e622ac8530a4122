import { type Command, isMove, type State, type Ticket, type Wish } from '@relevo/contract';

/** A ticket as the page shows it: with its pending commands applied. Without any it is the ticket itself. */
export type ShownTicket = Ticket & { pending?: Pending };

export type Pending = {
  /** The version that the ticket has after all of them: the next command is based on it. */
  version: number;
  mark: 'saving' | 'unsent';
};

/** A command that has no answer yet. Times are milliseconds since 1970 by this device. */
export type QueuedCommand = {
  command: Command;
  ticketId: number;
  /** The ticket as the person saw it, for later notices about the command. */
  numero: string;
  estado: State;
  /** The driver whom `asignar` names, so that the card can show them before the answer. */
  driver: Ticket['repartidor'];
  /** Who made the command: several people may share a device. */
  personId: number | null;
  madeAt: number;
  /** `waiting`: not sent; `sent`: no answer yet; `late`: the answer is overdue or lost. */
  state: 'waiting' | 'sent' | 'late';
};

type Queue = readonly QueuedCommand[];
type Made = { cmdId: string; personId: number | null; madeAt: number; driver?: QueuedCommand['driver'] };

type Queueing =
  | { kind: 'queued'; added: QueuedCommand }
  /** The same command is pending already: a double click, a key held down. */
  | { kind: 'duplicate' }
  /** The move to undo was never sent: it is just removed. */
  | { kind: 'withdrawn'; removed: QueuedCommand };

/** Decides what to do with a wish. @param seen the ticket as the person saw it */
export function queueCommand(queue: Queue, seen: ShownTicket, wish: Wish, made: Made): Queueing {
  const before = queue.filter(({ ticketId }) => ticketId === seen.ticket_id);
  const seenVersion = seen.pending?.version ?? seen.version;
  if (before.some(({ command }) => command.version >= seenVersion && sameWish(command, wish))) {
    return { kind: 'duplicate' };
  }
  const last = before[before.length - 1];
  if (wish.accion === 'deshacer' && last?.state === 'waiting' && isMove(last.command)) {
    return { kind: 'withdrawn', removed: last };
  }
  // Each command is based on the one before: that one makes the version of the next.
  const version = Math.max(seenVersion, last ? last.command.version + 1 : 0);
  const { cmdId, driver = null, ...rest } = made;
  return {
    kind: 'queued',
    added: {
      ...rest,
      command: { ...wish, cmd_id: cmdId, version },
      ticketId: seen.ticket_id,
      numero: seen.numero,
      estado: seen.estado,
      driver,
      state: 'waiting',
    },
  };
}

function sameWish(command: QueuedCommand['command'], wish: Wish): boolean {
  const { cmd_id: _id, version: _version, ...done } = command;
  const wanted = new Map<string, unknown>(Object.entries(wish));
  const fields = Object.entries(done);
  return fields.length === wanted.size && fields.every(([name, value]) => wanted.get(name) === value);
}

/** Returns the oldest command of each ticket: the later ones have to wait for it. */
export function firstOfEach(queue: Queue): QueuedCommand[] {
  const seen = new Set<number>();
  return queue.filter(({ ticketId }) => !seen.has(ticketId) && seen.add(ticketId));
}

/** Returns the commands on the same ticket that are based on this one and fail with it. */
export function followersOf(queue: Queue, first: QueuedCommand): QueuedCommand[] {
  return queue.slice(queue.indexOf(first) + 1).filter(({ ticketId }) => ticketId === first.ticketId);
}

/** Makes the message for the wire: the command as it was made, with the same id each time. */
export function messageOf({ command, ticketId }: QueuedCommand): Command & { ticket_id: number } {
  return { ...command, ticket_id: ticketId };
}
