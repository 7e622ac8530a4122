import { type ReadonlySignal, signal } from '@preact/signals-core';
import type { BoardEvent, BoardReply, Snapshot, Ticket } from '@relevo/contract';
import type { Board } from './apply.ts';
import { type KnownTickets, newArrivals } from './new-arrivals.ts';

/** Port: remembers which tickets the device has shown. Never fails: when the memory is lost, it is empty. */
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
  /** The tickets that arrived last. Each ticket is in here once for all tabs of the device. */
  latest: ReadonlySignal<readonly Ticket[]>;
  /** The tickets that arrived live on this page last. Each tab keeps its own list, so that any tab may ring. */
  live: ReadonlySignal<readonly Ticket[]>;
  /** The last tickets that arrived while this page was disconnected. */
  missed: ReadonlySignal<readonly Ticket[]>;
  /** Compares a changed board with what was shown before. @param broughtLive ids of the tickets that arrived live */
  moved(board: Board, broughtLive: ReadonlySet<number>): void;
};

/** Finds the tickets of a board that are new to this device. */
export function createArrivals(memory: ArrivalMemory): Arrivals {
  const latest = signal<readonly Ticket[]>([]);
  const live = signal<readonly Ticket[]>([]);
  const missed = signal<readonly Ticket[]>([]);
  let seen: Board['tickets'] | null = null;
  // What this page has seen. Other tabs see the same a moment earlier or later.
  let own: KnownTickets | null = null;

  const set = (to: typeof latest, tickets: readonly Ticket[]) => {
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
      // Read the memory each time: another tab may have shown the ticket a moment ago.
      const before = memory.recall();
      const { news, known } = newArrivals(before, board, opening);
      const here = newArrivals(opening ? before : own, board, opening);
      own = here.known;
      seen = board.tickets;
      if (known && known !== before) memory.remember(known);
      set(latest, news);
      set(
        live,
        here.news.filter(({ ticket_id }) => broughtLive.has(ticket_id)),
      );
      set(
        missed,
        here.news.filter(({ ticket_id }) => !broughtLive.has(ticket_id)),
      );
    },
  };
}

/** The part of localStorage that the memory uses. */
type TextStorage = { getItem(key: string): string | null; setItem(key: string, value: string): void };

const arrivalsKey = 'relevo:vistos';

/**
 * Remembers what all tabs of this device have shown.
 * @param driverId the driver whose deliveries it shows, or null for all orders. Each driver has a memory of their own:
 * a ticket that the device showed to somebody else may still be new to a driver
 */
export function createDeviceMemory(
  storage: TextStorage | null,
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

/** Tells tickets that arrive live from those that arrive because the board catches up. */
type LiveArrivals = {
  /** Starts anew with a connection or after a long silence: older tickets count as missed. */
  begin(): void;
  /** Notes an event that the service pushed. */
  heard(event: BoardEvent): void;
  /** Notes an answer. Whatever the first answer does not contain arrives live, even if its frame gets lost. */
  answered(reply: BoardReply): void;
  /** Notes the tickets that `events` will add to the board. Call it before they are applied. */
  bring(before: Board, events: readonly BoardEvent[]): void;
  /** Notes the tickets that a snapshot will add to the board. Call it before it is applied. */
  bringAll(before: Board, snapshot: Snapshot): void;
  /** Returns the ids of the tickets that arrived live since the last call. */
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
      // The first event decides: a later, live event does not make an old ticket a new one.
      const met = new Set<number>();
      for (const event of events) {
        if (event.evento === 'ticket_retirado') continue;
        if (tickets.has(event.ticket_id) || met.has(event.ticket_id)) continue;
        met.add(event.ticket_id);
        if (isLive(event)) brought.add(event.ticket_id);
      }
    },
    // A snapshot does not say when its tickets arrived. If the board had everything up to the live part, its new
    // tickets arrived live. On an older board nobody can know, so they count as missed.
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
