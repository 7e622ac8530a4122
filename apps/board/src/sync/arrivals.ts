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
  /** The tickets of the last arrival. */
  latest: ReadonlySignal<readonly Ticket[]>;
  moved(board: Board): void;
};

/** Watches a board for tickets that are news to this device. */
export function createArrivals(memory: ArrivalMemory): Arrivals {
  const latest = signal<readonly Ticket[]>([]);
  let seen: Board['tickets'] | null = null;

  return {
    latest,
    moved(board) {
      if (!board.cursor) seen = null;
      if (!board.cursor || board.tickets === seen) return;
      // Asked each time: another tab of this device may have shown it a moment ago.
      const before = memory.recall();
      const { news, known } = newArrivals(before, board, seen === null);
      seen = board.tickets;
      if (known && known !== before) memory.remember(known);
      if (news.length > 0) latest.value = news;
    },
  };
}
