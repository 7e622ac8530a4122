import { type Command, isMove, type State, type Ticket, type Wish } from '@relevo/contract';

/** A ticket as the page shows it: with the work on it that is still under way. Without any it is the ticket itself. */
export type ShownTicket = Ticket & { pending?: Pending };

export type Pending = {
  /** The version that the ticket has when all of it is done: what the next command is based on. */
  version: number;
  mark: 'saving' | 'unsent';
};

/** A command that has no answer yet. Times are milliseconds since 1970 by this device. */
export type QueuedCommand = {
  command: Command;
  ticketId: number;
  /** The ticket as it was seen, for what is said about the command later. */
  numero: string;
  estado: State;
  /** The driver whom `asignar` names, so that the card can show them before the answer is here. */
  driver: Ticket['repartidor'];
  /** Whose command it is: a device may pass from hand to hand. */
  personId: number | null;
  madeAt: number;
  /** `waiting`: never sent; `sent`: the answer is awaited; `late`: sent, and the answer is overdue or lost. */
  state: 'waiting' | 'sent' | 'late';
};

type Queue = readonly QueuedCommand[];
type Made = { cmdId: string; personId: number | null; madeAt: number; driver?: QueuedCommand['driver'] };

type Queueing =
  | { kind: 'queued'; added: QueuedCommand }
  /** The same is under way already: a double click, a key held down. */
  | { kind: 'duplicate' }
  /** The move to be undone has not been sent: it is simply taken back. */
  | { kind: 'withdrawn'; removed: QueuedCommand };

/** What becomes of a wish. @param seen the ticket that the person was looking at */
export function queueCommand(queue: Queue, seen: ShownTicket, work: Wish, made: Made): Queueing {
  const before = queue.filter(({ ticketId }) => ticketId === seen.ticket_id);
  const seenVersion = seen.pending?.version ?? seen.version;
  if (before.some(({ command }) => command.version >= seenVersion && sameWork(command, work))) {
    return { kind: 'duplicate' };
  }
  const last = before.at(-1);
  if (work.accion === 'deshacer' && last?.state === 'waiting' && isMove(last.command)) {
    return { kind: 'withdrawn', removed: last };
  }
  // Commands in a row are based on each other: the one before makes the version of the next.
  const version = Math.max(seenVersion, last ? last.command.version + 1 : 0);
  const { cmdId, driver = null, ...rest } = made;
  return {
    kind: 'queued',
    added: {
      ...rest,
      command: { ...work, cmd_id: cmdId, version },
      ticketId: seen.ticket_id,
      numero: seen.numero,
      estado: seen.estado,
      driver,
      state: 'waiting',
    },
  };
}

function sameWork(command: QueuedCommand['command'], work: Wish): boolean {
  const { cmd_id: _id, version: _version, ...done } = command;
  const wanted = new Map<string, unknown>(Object.entries(work));
  const fields = Object.entries(done);
  return fields.length === wanted.size && fields.every(([name, value]) => wanted.get(name) === value);
}

/** The oldest command of each ticket: one that follows has to wait for it. */
export function firstOfEach(queue: Queue): QueuedCommand[] {
  const seen = new Set<number>();
  return queue.filter(({ ticketId }) => !seen.has(ticketId) && seen.add(ticketId));
}

/** The commands of the same ticket that were based on this one: without it they are based on nothing. */
export function followersOf(queue: Queue, first: QueuedCommand): QueuedCommand[] {
  return queue.slice(queue.indexOf(first) + 1).filter(({ ticketId }) => ticketId === first.ticketId);
}

/** What goes over the wire: the command as it was made, each time with the same id. */
export function messageOf({ command, ticketId }: QueuedCommand): Command & { ticket_id: number } {
  return { ...command, ticket_id: ticketId };
}
