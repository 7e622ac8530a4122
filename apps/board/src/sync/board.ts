import { type BoardEvent, smokeOrigin, type Ticket } from '@relevo/contract';

/** What the board holds of the server: every ticket as of event `cursor.seq` of the log `cursor.epoch`. */
export type Board = {
  /** Null: nothing has been received yet. */
  cursor: BoardCursor | null;
  tickets: ReadonlyMap<number, Ticket>;
};

export type BoardCursor = { epoch: string; seq: number };

export const emptyBoard: Board = { cursor: null, tickets: new Map() };

/** Puts what an event says in its place, unless a newer version is already there: versions only rise. */
export function putEvent(tickets: Map<number, Ticket>, event: BoardEvent): void {
  if (event.evento === 'ticket_retirado') {
    tickets.delete(event.ticket_id);
    return;
  }
  // The smoke test's orders are events like any other, but on no board: the server does not count them either.
  if (event.ticket.origen === smokeOrigin) return;
  const known = tickets.get(event.ticket_id);
  if (!known || event.ticket.version > known.version) tickets.set(event.ticket_id, event.ticket);
}
