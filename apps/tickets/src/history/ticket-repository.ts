import type { HistoryEntry, Ticket, TicketPage } from '@relevo/contract';
import type { Storage } from '@relevo/storage';
import type { TicketQueries } from '../db/queries.ts';
import { everything, seenParams, seesTicket, type View } from '../event-log/view.ts';
import { type ClosedFilter, cursorOf, isShortClosedPage, readClosedPage } from './closed-page.ts';
import { isShortPage, readPage, type TicketFilter } from './ticket-page.ts';

/** Port: the tickets as they are now, and the history of each. Every read sees all earlier commits. */
export type TicketRepository = {
  find(ticketId: number, view?: View): Promise<Ticket | undefined>;
  list(filter: TicketFilter, view?: View): Promise<TicketPage>;
  /** Lists delivered and cancelled tickets, last changed first, without those of the smoke test. */
  listClosed(filter: ClosedFilter, view?: View): Promise<TicketPage>;
  history(ticketId: number): Promise<HistoryEntry[] | undefined>;
  /** How many tickets there are: kept with the log, so that nobody has to count them. */
  count(): Promise<number>;
  /** Returns whose order a ticket is. */
  sourceOf(ticketId: number): string | undefined;
};

const selectTicket = 'SELECT ticket FROM tickets WHERE ticket_id = ?';
const selectCaller = 'SELECT caller FROM tickets WHERE ticket_id = ?';
const selectHistory = `
  SELECT seq, en, autor, accion, de, a, motivo FROM events WHERE ticket_id = ? ORDER BY seq`;

// Ids are given without gaps, in the transaction that adds the ticket, and no ticket is ever deleted.
const selectTotal = 'SELECT last_ticket_id AS total FROM stream';

type Reading = Pick<Storage<Record<never, never>, TicketQueries>, 'reader' | 'read'>;

/** The tickets in SQLite. What may have to look at all of them runs on the query thread. */
export function createTicketRepository(
  { reader, read }: Reading,
  clock: { now(): number },
): TicketRepository {
  return {
    async find(ticketId, view = everything) {
      const row = reader.get<TicketRow>(selectTicket, [ticketId]);
      const ticket = row && parseTicket(row);
      return ticket && seesTicket(view, ticket, clock.now()) ? ticket : undefined;
    },

    async list(filter, view = everything) {
      const seen = seenParams(view, clock.now());
      const rows = isShortPage(filter, seen)
        ? readPage(reader, filter, seen)
        : await read('ticketPage', { filter, seen });
      const page = rows.slice(0, filter.limit);
      const last = page.at(-1);
      const cursor = rows.length > filter.limit && last ? String(last.ticket_id) : null;
      return { tickets: page.map(parseTicket), cursor };
    },

    async listClosed(filter, view = everything) {
      const seen = seenParams(view, clock.now());
      const rows = isShortClosedPage(filter, seen)
        ? readClosedPage(reader, filter, seen)
        : await read('closedPage', { filter, seen });
      const page = rows.slice(0, filter.limit);
      const last = page.at(-1);
      const cursor = rows.length > filter.limit && last ? cursorOf(last) : null;
      return { tickets: page.map(parseTicket), cursor };
    },

    async history(ticketId) {
      const rows = reader.all<HistoryRow>(selectHistory, [ticketId]);
      return rows.length > 0 ? rows.map(toHistoryEntry) : undefined;
    },

    sourceOf: (ticketId) => reader.get<{ caller: string }>(selectCaller, [ticketId])?.caller,

    async count() {
      return reader.get<{ total: number }>(selectTotal)?.total ?? 0;
    },
  };
}

type TicketRow = { ticket: string };
type HistoryRow = Omit<HistoryEntry, 'en' | 'motivo'> & { en: number; motivo: string | null };

function parseTicket(row: TicketRow): Ticket {
  return JSON.parse(row.ticket) as Ticket;
}

function toHistoryEntry({ en, motivo, ...row }: HistoryRow): HistoryEntry {
  return { ...row, en: new Date(en).toISOString(), ...(motivo !== null && { motivo }) };
}
