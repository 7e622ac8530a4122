import { isOpen, type Ticket } from '@relevo/contract';
import type { Board } from './apply.ts';

/** The tickets that this device has shown before, in one epoch of the server's log. The latest stand last. */
export type KnownTickets = { epoch: string; ids: readonly number[] };

// How many tickets that have left the board are remembered: one that was forgotten and opened again would be news.
const remembered = 5_000;

/**
 * Which tickets of a board are news to this device, and what it knows after that. A ticket is news once, whatever
 * brings it: live, or with the replay after a cut. What the first load of a page brings is never news, nor is the
 * return of a ticket that was there before, nor anything in a log that the device has just met.
 * @param opening whether this is the first load since the page was opened
 */
export function newArrivals(
  known: KnownTickets | null,
  { cursor, tickets }: Board,
  opening: boolean,
): { news: Ticket[]; known: KnownTickets | null } {
  if (!cursor) return { news: [], known };
  const before = new Set(known?.epoch === cursor.epoch ? known.ids : []);
  const added = [...tickets.values()].filter(({ ticket_id }) => !before.has(ticket_id));
  if (added.length === 0 && known?.epoch === cursor.epoch) return { news: [], known };
  // Whatever is on the board stays known, however much that is: forgotten, it would be news at every move.
  const gone = [...before].filter((id) => !tickets.has(id)).slice(-remembered);
  const ids = [...gone, ...tickets.keys()];
  const quiet = opening || known?.epoch !== cursor.epoch;
  return {
    news: quiet ? [] : added.filter(({ estado }) => isOpen(estado)),
    known: { epoch: cursor.epoch, ids },
  };
}
