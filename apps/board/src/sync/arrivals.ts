import { type ReadonlySignal, signal } from '@preact/signals-core';
import type { Ticket } from '@relevo/contract';
import type { Board } from './board.ts';
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
