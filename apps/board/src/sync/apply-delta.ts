import type { Delta } from '@relevo/contract';
import { type Board, putEvent } from './board.ts';

export type DeltaOutcome =
  | { kind: 'applied'; board: Board }
  /** It does not join on to this board without a hole: only a snapshot helps. */
  | { kind: 'broken' };

/** The events after `desde` on the board; those that it already has are passed over. All of them or none. */
export function applyDelta(board: Board, delta: Delta): DeltaOutcome {
  const { cursor } = board;
  if (!cursor || delta.epoch !== cursor.epoch || delta.desde > cursor.seq) return { kind: 'broken' };
  const tickets = new Map(board.tickets);
  let { seq } = cursor;
  for (const event of delta.eventos) {
    if (event.seq <= seq) continue;
    if (event.prev > seq) return { kind: 'broken' };
    putEvent(tickets, event);
    seq = event.seq;
  }
  // Between the last event and the head there is nothing that this subscriber may see.
  return {
    kind: 'applied',
    board: { cursor: { epoch: cursor.epoch, seq: Math.max(seq, delta.head) }, tickets },
  };
}
