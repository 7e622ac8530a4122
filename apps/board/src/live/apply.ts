import {
  type BoardEvent,
  type BoardReply,
  type Cursor,
  type Delta,
  type Snapshot,
  smokeOrigin,
  type Ticket,
} from '@relevo/contract';

/** What the board holds of the server: every ticket as of event `cursor.seq` of the log `cursor.epoch`. */
export type Board = {
  /** Null: nothing has been received yet. */
  cursor: BoardCursor | null;
  tickets: ReadonlyMap<number, Ticket>;
};

export type BoardCursor = { epoch: string; seq: number };

export const emptyBoard: Board = { cursor: null, tickets: new Map() };

/** Puts what an event says in its place, unless a newer version is already there: versions only rise. */
function putEvent(tickets: Map<number, Ticket>, event: BoardEvent): void {
  if (event.evento === 'ticket_retirado') {
    tickets.delete(event.ticket_id);
    return;
  }
  // The smoke test's orders are events like any other, but on no board: the server does not count them either.
  if (event.ticket.origen === smokeOrigin) return;
  const known = tickets.get(event.ticket_id);
  if (!known || event.ticket.version > known.version) tickets.set(event.ticket_id, event.ticket);
}

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

type ReplyOutcome = { kind: 'applied'; board: Board } | { kind: 'behind' } | { kind: 'broken' };

/** An answer to `suscribir` on the board. @param asked the cursor that the request carried */
export function applyReply(board: Board, reply: BoardReply, asked: Cursor): ReplyOutcome {
  return reply.tipo === 'delta' ? applyDelta(board, reply) : applySnapshot(board, reply, asked);
}

type DeltaOutcome =
  | { kind: 'applied'; board: Board }
  /** It does not join on to this board without a hole: only a snapshot helps. */
  | { kind: 'broken' };

/** The events after `desde` on the board; those that it already has are passed over. All of them or none. */
function applyDelta(board: Board, delta: Delta): DeltaOutcome {
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

type SnapshotOutcome =
  | { kind: 'applied'; board: Board }
  /** Older than the board. */
  | { kind: 'behind' };

/**
 * A snapshot takes the place of the whole board, unless it is older than the board within one epoch.
 * @param asked the cursor that the request carried
 */
function applySnapshot(board: Board, snapshot: Snapshot, asked: Cursor): SnapshotOutcome {
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
