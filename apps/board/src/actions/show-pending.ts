import { type Actor, effectOf, type Move, moveActions, type Ticket } from '@relevo/contract';
import type { Pending, QueuedCommand, ShownTicket } from './queued-command.ts';

/**
 * Applies the pending commands to the tickets, in their order. A command applies only to the version that it is based
 * on: once the ticket has moved on, the command is done or will be refused. So a ticket that a colleague cancelled stays
 * cancelled.
 * @param live whether there is a connection
 */
export function showPending(
  tickets: ReadonlyMap<number, Ticket>,
  queue: readonly QueuedCommand[],
  live: boolean,
): ReadonlyMap<number, ShownTicket> {
  if (queue.length === 0) return tickets;
  const shown = new Map<number, ShownTicket>(tickets);
  for (const ticketId of new Set(queue.map((queued) => queued.ticketId))) {
    const ticket = tickets.get(ticketId);
    const own = queue.filter((queued) => queued.ticketId === ticketId);
    if (ticket) shown.set(ticketId, applyAll(ticket, own, live));
  }
  return shown;
}

function applyAll(ticket: Ticket, queue: readonly QueuedCommand[], live: boolean): ShownTicket {
  let shown = ticket;
  let { version } = ticket;
  const moves: Move[] = [];
  for (const queued of queue) {
    if (queued.command.version !== version) continue;
    version += 1;
    const next = { ...shown, ...shownEffect(queued, shown, moves) };
    const { accion } = queued.command;
    if (moveActions.includes(accion))
      moves.push({ accion, from: shown.estado, to: next.estado, at: 0, authorId: null });
    shown = next;
  }
  return { ...shown, pending: { version, mark: markOf(queue, live) } };
}

function markOf(queue: readonly QueuedCommand[], live: boolean): Pending['mark'] {
  return live && queue.every(({ state }) => state !== 'late') ? 'saving' : 'unsent';
}

/**
 * Applies a command by the rules of the ticket. The page checked before whether this person may do it. The service will
 * refuse what the ticket does not allow, so the board does not show that.
 */
function shownEffect(
  { command, driver }: QueuedCommand,
  ticket: Ticket,
  moves: readonly Move[],
): Partial<Ticket> {
  const effect = effectOf(command, { ticket, moves, driver: driver ?? undefined, person: anybody, now: 0 });
  return effect.kind === 'changed' ? effect.fields : {};
}

const anybody: Actor = { id: null, rol: 'admin' };
