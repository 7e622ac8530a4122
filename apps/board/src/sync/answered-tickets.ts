import { type ReadonlySignal, signal } from '@preact/signals-core';
import type { Ticket } from '@relevo/contract';
import type { Board, BoardCursor } from './board.ts';

type Tickets = ReadonlyMap<number, Ticket>;

/** Tickets that answers to commands have brought ahead of their events. */
export type AnsweredTickets = {
  tickets: ReadonlySignal<Tickets>;
  put(ticket: Ticket): void;
  /** The board has moved: drops what it now knows itself, and everything after a fall or in a new epoch. */
  settle(board: Board): void;
};

/**
 * They are kept beside the board and never on it: a ticket without its event would make the board differ from
 * the server at the same head.
 */
export function createAnsweredTickets(): AnsweredTickets {
  const tickets = signal<Tickets>(new Map());
  let at: BoardCursor | null = null;

  return {
    tickets,
    put(ticket) {
      const known = tickets.peek().get(ticket.ticket_id);
      if (known && known.version >= ticket.version) return;
      tickets.value = new Map(tickets.peek()).set(ticket.ticket_id, ticket);
    },
    settle(board) {
      const goesOn = at !== null && board.cursor?.epoch === at.epoch && board.cursor.seq >= at.seq;
      at = board.cursor;
      if (tickets.peek().size === 0) return;
      const ahead = goesOn ? [...tickets.peek()].filter(([, ticket]) => isAhead(ticket, board.tickets)) : [];
      if (ahead.length < tickets.peek().size) tickets.value = new Map(ahead);
    },
  };
}

/** The tickets, each in its newest version. An answer brings no ticket back that is not on the board any more. */
export function layAnswers(tickets: Tickets, answers: Tickets): Tickets {
  const ahead = [...answers].filter(([, ticket]) => isAhead(ticket, tickets));
  return ahead.length === 0 ? tickets : new Map([...tickets, ...ahead]);
}

function isAhead(ticket: Ticket, tickets: Tickets): boolean {
  const known = tickets.get(ticket.ticket_id);
  return known !== undefined && ticket.version > known.version;
}
