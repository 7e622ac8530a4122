import { type ReadonlySignal, signal } from '@preact/signals-core';
import { type BoardEvent, closedOnBoardMs, isOpen, type Ticket } from '@relevo/contract';
import type { Clock } from '../device/clock.ts';
import { applyEvent, type Board, type BoardCursor, type EventOutcome, emptyBoard } from './apply.ts';

/** The board's current state, and the part of it that is shown. */
export type BoardState = {
  tickets: ReadonlySignal<ReadonlyMap<number, Ticket>>;
  lastEventAt: ReadonlySignal<number | null>;
  now(): Board;
  replace(next: Board): void;
  apply(event: BoardEvent): EventOutcome['kind'];
  /** Removes tickets that were closed too long ago. @param serverNow milliseconds since 1970 by the server's clock */
  prune(serverNow: number): void;
};

export function createBoardState(clock: Clock): BoardState {
  const tickets = signal<ReadonlyMap<number, Ticket>>(new Map());
  const lastEventAt = signal<number | null>(null);
  let board = emptyBoard;

  function replace(next: Board): void {
    if (next.cursor && next.cursor.seq !== board.cursor?.seq) lastEventAt.value = clock.now();
    if (next.tickets !== board.tickets) tickets.value = next.tickets;
    board = next;
  }

  return {
    tickets,
    lastEventAt,
    now: () => board,
    replace,
    apply(event) {
      const outcome = applyEvent(board, event);
      if (outcome.kind === 'applied') replace(outcome.board);
      return outcome.kind;
    },
    prune: (serverNow) => replace({ ...board, tickets: dropLongClosed(board.tickets, serverNow) }),
  };
}

/**
 * Drops the tickets that were closed too long ago. Returns the same map if there are none.
 * @param serverNow milliseconds since 1970 by the server's clock
 */
function dropLongClosed(
  tickets: ReadonlyMap<number, Ticket>,
  serverNow: number,
): ReadonlyMap<number, Ticket> {
  const kept = [...tickets].filter(([, ticket]) => !isLongClosed(ticket, serverNow));
  return kept.length === tickets.size ? tickets : new Map(kept);
}

function isLongClosed(ticket: Ticket, serverNow: number): boolean {
  return !isOpen(ticket.estado) && serverNow - Date.parse(ticket.actualizado_en) > closedOnBoardMs;
}

type Tickets = ReadonlyMap<number, Ticket>;

/** The tickets that answers to commands carried, ahead of their events. */
type AnsweredTickets = {
  tickets: ReadonlySignal<Tickets>;
  put(ticket: Ticket): void;
  /** Drops what the board now has itself, and everything if the log went back or has a new epoch. */
  settle(board: Board): void;
};

/**
 * Keeps them beside the board, never on it: with a ticket ahead of its event the board would differ from the server at
 * the same head.
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

/** Returns each ticket in its newest version. An answer never brings back a ticket that left the board. */
export function layAnswers(tickets: Tickets, answers: Tickets): Tickets {
  const ahead = [...answers].filter(([, ticket]) => isAhead(ticket, tickets));
  return ahead.length === 0 ? tickets : new Map([...tickets, ...ahead]);
}

function isAhead(ticket: Ticket, tickets: Tickets): boolean {
  const known = tickets.get(ticket.ticket_id);
  return known !== undefined && ticket.version > known.version;
}
