import type { BoardReply, Cursor } from '@relevo/contract';
import { applyDelta } from './apply-delta.ts';
import { applySnapshot } from './apply-snapshot.ts';
import type { Board } from './board.ts';

export type ReplyOutcome = { kind: 'applied'; board: Board } | { kind: 'behind' } | { kind: 'broken' };

/** An answer to `suscribir` on the board. @param asked the cursor that the request carried */
export function applyReply(board: Board, reply: BoardReply, asked: Cursor): ReplyOutcome {
  return reply.tipo === 'delta' ? applyDelta(board, reply) : applySnapshot(board, reply, asked);
}
