import { type ReadonlySignal, signal } from '@preact/signals-core';
import type { BoardEvent, Ticket } from '@relevo/contract';
import type { Clock } from '../device/clock.ts';
import { applyEvent, type EventOutcome } from './apply-event.ts';
import { type Board, emptyBoard } from './board.ts';
import { dropLongClosed } from './drop-long-closed.ts';

/** The one board that moves: what is held, and what of it is seen. */
export type HeldBoard = {
  tickets: ReadonlySignal<ReadonlyMap<number, Ticket>>;
  lastEventAt: ReadonlySignal<number | null>;
  now(): Board;
  replace(next: Board): void;
  apply(event: BoardEvent): EventOutcome['kind'];
  /** Takes off what was closed too long ago. @param serverNow milliseconds since 1970 by the server's clock */
  prune(serverNow: number): void;
};

export function createHeldBoard(clock: Clock): HeldBoard {
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
