import { type ReadonlySignal, signal } from '@preact/signals-core';
import type { BoardEvent, BoardReply, Snapshot, Ticket } from '@relevo/contract';
import type { Board } from './apply.ts';
import { type KnownTickets, newArrivals } from './new-arrivals.ts';

/** Port: what the device remembers of the tickets it has shown. It never fails: a lost memory is an empty one. */
export type ArrivalMemory = { recall(): KnownTickets | null; remember(known: KnownTickets): void };

export function createArrivalMemory(): ArrivalMemory {
  let known: KnownTickets | null = null;
  return {
    recall: () => known,
    remember(next) {
      known = next;
    },
  };
}

export type Arrivals = {
  /** The tickets of the last arrival, each once for all the tabs of the device. */
  latest: ReadonlySignal<readonly Ticket[]>;
  /** The last tickets that came in live on this page. Every tab of the device has its own, so that any may ring. */
  live: ReadonlySignal<readonly Ticket[]>;
  /** The last tickets that came in while this page could not hear of them. */
  missed: ReadonlySignal<readonly Ticket[]>;
  /** @param broughtLive ids of the tickets that the service has just told of by itself */
  moved(board: Board, broughtLive: ReadonlySet<number>): void;
};

/** Watches a board for tickets that are news to this device. */
export function createArrivals(memory: ArrivalMemory): Arrivals {
  const latest = signal<readonly Ticket[]>([]);
  const live = signal<readonly Ticket[]>([]);
  const missed = signal<readonly Ticket[]>([]);
  let seen: Board['tickets'] | null = null;
  // What this page knows by itself; another tab knows the same a moment earlier or later.
  let own: KnownTickets | null = null;

  const tell = (to: typeof latest, tickets: readonly Ticket[]) => {
    if (tickets.length > 0) to.value = tickets;
  };

  return {
    latest,
    live,
    missed,
    moved(board, broughtLive) {
      if (!board.cursor) seen = null;
      if (!board.cursor || board.tickets === seen) return;
      const opening = seen === null;
      // Asked each time: another tab of this device may have shown it a moment ago.
      const before = memory.recall();
      const { news, known } = newArrivals(before, board, opening);
      const here = newArrivals(opening ? before : own, board, opening);
      own = here.known;
      seen = board.tickets;
      if (known && known !== before) memory.remember(known);
      tell(latest, news);
      tell(
        live,
        here.news.filter(({ ticket_id }) => broughtLive.has(ticket_id)),
      );
      tell(
        missed,
        here.news.filter(({ ticket_id }) => !broughtLive.has(ticket_id)),
      );
    },
  };
}

/** What of localStorage is used. */
type KeptTexts = { getItem(key: string): string | null; setItem(key: string, value: string): void };

const arrivalsKey = 'relevo:vistos';

/**
 * What this device has shown, in all of its tabs.
 * @param driverId whose deliveries it shows, or null where it shows all: what it has shown to somebody else may still be
 * news to a driver
 */
export function createDeviceMemory(
  storage: KeptTexts | null,
  driverId: () => number | null = () => null,
): ArrivalMemory {
  const known = new Map<string, KnownTickets>();
  const key = () => (driverId() === null ? arrivalsKey : `${arrivalsKey}:${driverId()}`);
  return {
    recall: () => parse(storage?.getItem(key())) ?? known.get(key()) ?? null,
    remember(next) {
      known.set(key(), next);
      storage?.setItem(key(), JSON.stringify(next));
    },
  };
}

function parse(text: string | null | undefined): KnownTickets | null {
  try {
    const known = JSON.parse(text ?? 'null');
    return typeof known?.epoch === 'string' && Array.isArray(known.ids) ? known : null;
  } catch {
    return null;
  }
}

/** Which tickets come in live, and which only because the board catches up with what it has missed. */
type LiveArrivals = {
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

export function createLiveArrivals(): LiveArrivals {
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
