import type { BoardEvent } from '@relevo/contract';
import { type Board, putEvent } from './board.ts';

export type EventOutcome =
  | { kind: 'applied'; board: Board }
  /** Its effect is on the board already. */
  | { kind: 'old' }
  /** Something before it is missing, or it belongs to another log. */
  | { kind: 'gap' };

/** One live event on the board: `seq ≤ cursor` is old, `prev = cursor` applies, anything else is a gap. */
export function applyEvent(board: Board, event: BoardEvent): EventOutcome {
  const { cursor } = board;
  if (!cursor || event.epoch !== cursor.epoch) return { kind: 'gap' };
  if (event.seq <= cursor.seq) return { kind: 'old' };
  if (event.prev !== cursor.seq) return { kind: 'gap' };
  const tickets = new Map(board.tickets);
  putEvent(tickets, event);
  // The cursor moves here and nowhere else for a live event: together with the ticket, never before it.
  return { kind: 'applied', board: { cursor: { epoch: event.epoch, seq: event.seq }, tickets } };
}
