import { boardFingerprint, type Position } from '@relevo/contract';
import type { Board } from './board.ts';

export type Verdict =
  | 'same'
  /** The server has events that are not here: on their way, or lost. */
  | 'behind'
  /** Another log, or a log that ends before this board: replay at once. */
  | 'elsewhere'
  /** The same head, and yet other tickets. */
  | 'different';

/** Where the board stands, seen from a position that the server has said. */
export function judgePosition({ cursor, tickets }: Board, position: Position): Verdict {
  if (!cursor || position.epoch !== cursor.epoch || position.head < cursor.seq) return 'elsewhere';
  if (position.head > cursor.seq) return 'behind';
  return boardFingerprint(tickets.values()) === position.huella ? 'same' : 'different';
}
