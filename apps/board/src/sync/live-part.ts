import type { BoardEvent, BoardReply, Snapshot } from '@relevo/contract';
import type { Board } from './board.ts';

/** Which tickets come in live, and which only because the board catches up with what it has missed. */
export type LivePart = {
  /** A connection begins, or a long silence ends: what came in before is to be caught up with. */
  begin(): void;
  /** The service has said this event by itself. */
  heard(event: BoardEvent): void;
  /** The service has answered: what the first answer does not bring comes in live, even if its frame is lost. */
  answered(reply: BoardReply): void;
  /** Takes note of the tickets that `events` put on the board, before they do. */
  bring(before: Board, events: readonly BoardEvent[]): void;
  /** Takes note of the tickets that a snapshot puts on the board, before it does. */
  bringAll(before: Board, snapshot: Snapshot): void;
  /** Ids of the tickets that came in live since it was last asked. */
  take(): ReadonlySet<number>;
};

export function createLivePart(): LivePart {
  let from: { epoch: string; seq: number } | null = null;
  let brought = new Set<number>();

  function isLive({ epoch, seq }: { epoch: string; seq: number }): boolean {
    return from !== null && epoch === from.epoch && seq >= from.seq;
  }

  return {
    begin() {
      from = null;
    },
    heard({ epoch, seq }) {
      if (from?.epoch !== epoch || seq < from.seq) from = { epoch, seq };
    },
    answered({ epoch, head }) {
      if (from?.epoch !== epoch) from = { epoch, seq: head + 1 };
    },
    bring({ tickets }, events) {
      // A ticket came in with its first event: a later, live one does not make an old ticket a new one.
      const met = new Set<number>();
      for (const event of events) {
        if (event.evento === 'ticket_retirado') continue;
        if (tickets.has(event.ticket_id) || met.has(event.ticket_id)) continue;
        met.add(event.ticket_id);
        if (isLive(event)) brought.add(event.ticket_id);
      }
    },
    // A snapshot does not say when its tickets came in. Those that are new to a board which had everything up to
    // the live part came in after that; of an older board it cannot be told, and they count as missed.
    bringAll({ cursor, tickets }, snapshot) {
      if (!cursor || !isLive({ epoch: cursor.epoch, seq: cursor.seq + 1 })) return;
      if (snapshot.epoch !== cursor.epoch) return;
      for (const { ticket_id } of snapshot.tickets) if (!tickets.has(ticket_id)) brought.add(ticket_id);
    },
    take() {
      const taken = brought;
      if (taken.size > 0) brought = new Set();
      return taken;
    },
  };
}
