import { type Priority, searchWords, type Ticket } from '@relevo/contract';
import { matchTicket } from './match-ticket.ts';
import { paymentOf, shopsOf } from './shops-of.ts';

/** Stands for what a ticket does not have: no driver yet, no word of how it is paid. */
export const none = '-';

/** Which tickets somebody wants to see. Null: all of them. */
export type BoardFilter = {
  q: string;
  /** A person's id, or `none`. */
  repartidor: number | typeof none | null;
  prioridad: Priority | null;
  /** A payment's key, or `none`. */
  pago: string | null;
  /** A shop's key. */
  local: string | null;
};

export const noFilter: BoardFilter = { q: '', repartidor: null, prioridad: null, pago: null, local: null };

export function isFiltering(filter: BoardFilter): boolean {
  return filter.q.trim() !== '' || chosenCount(filter) > 0;
}

/** How many choices are made beside the search. */
export function chosenCount({ repartidor, prioridad, pago, local }: BoardFilter): number {
  return [repartidor, prioridad, pago, local].filter((choice) => choice !== null).length;
}

/** The filter as a question to one ticket, with what can be worked out once. */
export function passing(filter: BoardFilter): (ticket: Ticket) => boolean {
  const words = searchWords(filter.q);
  return (ticket) =>
    hasDriver(ticket, filter.repartidor) &&
    (filter.prioridad === null || ticket.prioridad === filter.prioridad) &&
    (filter.pago === null || (paymentOf(ticket)?.key ?? none) === filter.pago) &&
    (filter.local === null || shopsOf(ticket).some(({ key }) => key === filter.local)) &&
    matchTicket(ticket, words);
}

function hasDriver({ repartidor }: Ticket, wanted: BoardFilter['repartidor']): boolean {
  return wanted === null || (repartidor?.id ?? none) === wanted;
}
