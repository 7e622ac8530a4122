import {
  type BoardEvent,
  type BoardReply,
  type Cursor,
  type Delta,
  readable,
  type Snapshot,
  smokeOrigin,
  type Ticket,
} from '@relevo/contract';

/** The board's copy of the server: every ticket as of event `cursor.seq` of the log `cursor.epoch`. */
export type Board = {
  /** Null before the first answer. */
  cursor: BoardCursor | null;
  tickets: ReadonlyMap<number, Ticket>;
};

export type BoardCursor = { epoch: string; seq: number };

export const emptyBoard: Board = { cursor: null, tickets: new Map() };

// By the objects that the board holds, so that they go with them.
const changes = new WeakMap<Ticket, BoardEvent>();
const leaves = new WeakMap<Ticket, BoardEvent>();

/**
 * Returns the event that changed a ticket to what it is, or that took it off this board; undefined where a snapshot did.
 * @param left whether the ticket is off the board
 */
export function eventOf(ticket: Ticket, left: boolean): BoardEvent | undefined {
  return (left ? leaves : changes).get(ticket);
}

/** Applies an event to the tickets, unless they hold a newer version: versions only rise. */
function putEvent(tickets: Map<number, Ticket>, event: BoardEvent): void {
  if (event.evento === 'ticket_retirado') {
    const gone = tickets.get(event.ticket_id);
    if (gone) leaves.set(gone, event);
    tickets.delete(event.ticket_id);
    return;
  }
  // The smoke test's orders have events like any other, but no board shows them, and the server does not count them.
  if (event.ticket.origen === smokeOrigin) return;
  const known = tickets.get(event.ticket_id);
  if (known && event.ticket.version <= known.version) return;
  const ticket = readable(event.ticket);
  tickets.set(event.ticket_id, ticket);
  if (known) changes.set(ticket, event);
}

export type EventOutcome =
  | { kind: 'applied'; board: Board }
  /** The board has it already. */
  | { kind: 'old' }
  /** An event before it is missing, or it belongs to another log. */
  | { kind: 'gap' };

/** Applies one live event: `seq ≤ cursor` is old, `prev = cursor` applies, anything else is a gap. */
export function applyEvent(board: Board, event: BoardEvent): EventOutcome {
  const { cursor } = board;
  if (!cursor || event.epoch !== cursor.epoch) return { kind: 'gap' };
  if (event.seq <= cursor.seq) return { kind: 'old' };
  if (event.prev !== cursor.seq) return { kind: 'gap' };
  const tickets = new Map(board.tickets);
  putEvent(tickets, event);
  // A live event moves the cursor only here: together with the ticket, never before it.
  return { kind: 'applied', board: { cursor: { epoch: event.epoch, seq: event.seq }, tickets } };
}

type ReplyOutcome = { kind: 'applied'; board: Board } | { kind: 'behind' } | { kind: 'broken' };

/** Applies an answer to `suscribir`. @param asked the cursor of the request */
export function applyReply(board: Board, reply: BoardReply, asked: Cursor): ReplyOutcome {
  return reply.tipo === 'delta' ? applyDelta(board, reply) : applySnapshot(board, reply, asked);
}

type DeltaOutcome =
  | { kind: 'applied'; board: Board }
  /** It would leave a gap on this board: only a snapshot helps. */
  | { kind: 'broken' };

/** Applies the events after `desde`, all of them or none. Skips those that the board already has. */
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
  // This subscriber may see nothing between the last event and the head.
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
 * Replaces the whole board with a snapshot, unless the snapshot is older than the board within one epoch.
 * @param asked the cursor of the request
 */
function applySnapshot(board: Board, snapshot: Snapshot, asked: Cursor): SnapshotOutcome {
  const { cursor } = board;
  const older = cursor !== null && snapshot.epoch === cursor.epoch && snapshot.head < cursor.seq;
  if (older && !showsRestore(board, asked)) return { kind: 'behind' };
  return {
    kind: 'applied',
    board: {
      cursor: { epoch: snapshot.epoch, seq: snapshot.head },
      tickets: new Map(snapshot.tickets.map((ticket) => [ticket.ticket_id, readable(ticket)])),
    },
  };
}

// The request named the board's own last event, yet the answer has an older head: the server no longer has that event.
// It was restored from a backup that kept its epoch.
function showsRestore({ cursor }: Board, asked: Cursor): boolean {
  return asked.epoch === cursor?.epoch && asked.seq === cursor?.seq;
}
