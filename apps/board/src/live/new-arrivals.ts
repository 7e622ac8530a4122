import { isOpen, type Ticket } from '@relevo/contract';
import type { Board } from './apply.ts';

/** The tickets that this device has shown before, in one epoch of the server's log; the latest come last. */
export type KnownTickets = { epoch: string; ids: readonly number[] };

// How many tickets to remember after they left the board. A forgotten ticket that is reopened would count as new.
const remembered = 5_000;

/**
 * Finds the tickets that are new to this device, and returns what the device knows afterwards. A ticket is new once,
 * whether it arrives live or with the replay after a cut. Never new are the tickets of a page's first load, a ticket
 * that returns, and anything in a log that the device sees for the first time.
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
  // Keep every ticket that is on the board, however many there are: a forgotten one would count as new at each move.
  const gone = [...before].filter((id) => !tickets.has(id)).slice(-remembered);
  const ids = [...gone, ...tickets.keys()];
  const silent = opening || known?.epoch !== cursor.epoch;
  return {
    news: silent ? [] : added.filter(({ estado }) => isOpen(estado)),
    known: { epoch: cursor.epoch, ids },
  };
}
