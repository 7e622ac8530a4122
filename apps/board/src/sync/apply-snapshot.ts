import type { Cursor, Snapshot } from '@relevo/contract';
import type { Board } from './board.ts';

export type SnapshotOutcome =
  | { kind: 'applied'; board: Board }
  /** Older than the board. */
  | { kind: 'behind' };

/**
 * A snapshot takes the place of the whole board, unless it is older than the board within one epoch.
 * @param asked the cursor that the request carried
 */
export function applySnapshot(board: Board, snapshot: Snapshot, asked: Cursor): SnapshotOutcome {
  const { cursor } = board;
  const older = cursor !== null && snapshot.epoch === cursor.epoch && snapshot.head < cursor.seq;
  if (older && !showsRestore(board, asked)) return { kind: 'behind' };
  return {
    kind: 'applied',
    board: {
      cursor: { epoch: snapshot.epoch, seq: snapshot.head },
      tickets: new Map(snapshot.tickets.map((ticket) => [ticket.ticket_id, ticket])),
    },
  };
}

// Asked from the very event at which the board stands, and answered with an older head: the server does not
// have that event any more. It was restored from a backup that kept its epoch.
function showsRestore({ cursor }: Board, asked: Cursor): boolean {
  return asked.epoch === cursor?.epoch && asked.seq === cursor?.seq;
}
