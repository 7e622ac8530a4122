import { isOpen, nextStates, type State, type Ticket } from '@relevo/contract';
import { isMove, type Pending, type QueuedCommand, type ShownTicket } from './queued-command.ts';

/**
 * The tickets with the commands that are under way applied, in their order. A command counts only on the very
 * version that it is based on: if the ticket has moved on, the command is done or will be refused, and a ticket
 * that a colleague has cancelled stays cancelled.
 * @param live whether there is a connection to send over
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
  const left: State[] = [];
  for (const queued of queue) {
    if (queued.command.version !== version) continue;
    version += 1;
    if (isMove(queued.command)) left.push(shown.estado);
    shown = { ...shown, ...effectOf(queued, shown, left) };
  }
  return { ...shown, pending: { version, mark: markOf(queue, live) } };
}

function markOf(queue: readonly QueuedCommand[], live: boolean): Pending['mark'] {
  return live && queue.every(({ state }) => state !== 'late') ? 'guardando' : 'sin-enviar';
}

/** What a command makes of a ticket. @param left states that the commands before it have left, which undoing goes back to */
function effectOf({ command, driver }: QueuedCommand, ticket: Ticket, left: State[]): Partial<Ticket> {
  switch (command.accion) {
    case 'avanzar':
      return { estado: nextStates[ticket.estado][0] ?? ticket.estado, reconocido: true };
    // The version may be a colleague's: a move that the state does not allow will be refused, so it is not shown.
    case 'mover':
      return nextStates[ticket.estado].includes(command.estado)
        ? { estado: command.estado, reconocido: true }
        : {};
    case 'cancelar':
      return isOpen(ticket.estado) ? { estado: 'cancelado', reconocido: true } : {};
    case 'deshacer':
      return { estado: left.pop() ?? ticket.estado };
    case 'asignar':
      return { repartidor: driver, reconocido: true };
    case 'priorizar':
      return { prioridad: command.prioridad };
    case 'anotar':
      return { indicaciones: command.indicaciones };
    case 'reconocer':
      return { reconocido: true };
    case 'marcar_item':
      return { productos: tick(ticket.productos, command.indice, command.hecho) };
  }
}

function tick(products: Ticket['productos'], index: number, hecho: boolean): Ticket['productos'] {
  return products.map((product, at) => (at === index ? { ...product, hecho } : product));
}
