import type { Reader } from '@relevo/storage';
import { isOpen, type State } from '@relevo/ticket-rules';
import { type Seen, seenTerm } from '../event-log/view.ts';
import { readIndexQuery, searchParam, searchTerm } from '../search/search-query.ts';

/** Which tickets a page lists. Times are epoch milliseconds; `before` is the cursor: tickets older than this id. */
export type TicketFilter = {
  estado?: State;
  numero?: string;
  text?: string;
  driverId?: number;
  from?: number;
  to?: number;
  limit: number;
  before?: number;
};

/** Whether a page is read at once by an index, however many tickets there are. The others may look at all of them. */
export function isShortPage({ numero, text, driverId, from, to }: TicketFilter, seen: Seen): boolean {
  if (numero !== undefined) return true;
  return [text, driverId, from, to].every((one) => one === undefined) && seen.viewerId === null;
}

export type PageRow = { ticket_id: number; ticket: string };

// So many of the newest are checked one by one: a common text fills its page from them.
const newest = 1_000;

// `from` and `narrow` choose the index to walk; `+estado` keeps SQLite from choosing another one.
function pageBy(narrow: string, from = 'tickets', order = 'ticket_id'): string {
  return `
    SELECT ticket_id, ticket FROM ${from}
    WHERE ${narrow}
      AND (@numero IS NULL OR +numero = @numero)
      AND (@estado IS NULL OR +estado = @estado)
      AND ${searchTerm}
      AND (@driverId IS NULL OR driver_id = @driverId)
      AND ${seenTerm}
      AND (@from IS NULL OR created_at >= @from)
      AND (@to IS NULL OR created_at < @to)
    ORDER BY ${order} DESC LIMIT @limit`;
}

/** Exported for the test of their query plans, like the others below. */
export const pageOfAll = pageBy('ticket_id < @before');
export const pageOfNumber = pageBy('numero = @numero AND ticket_id < @before');
export const pageOfState = pageBy('estado = @estado AND ticket_id < @before');
const pageOfNewest = pageBy('ticket_id < @before AND ticket_id >= @floor');
/** The search index names the candidates, newest first. Exported for the test of its query plan. */
export const pageOfMatches = pageBy(
  'ticket_search MATCH @match AND ticket_search.rowid < @floor',
  'ticket_search CROSS JOIN tickets ON ticket_id = ticket_search.rowid',
  'ticket_search.rowid',
);

// Everything that is not indexed yet is above the floor.
const selectFloor = `
  SELECT min(
    min(@before, (SELECT coalesce(max(ticket_id), 0) + 1 FROM tickets)) - @newest,
    (SELECT up_to + 1 FROM ticket_search_progress)
  ) AS floor`;

/**
 * Reads a page of the tickets, newest first, by the index that fits the filter. Searches a text in the newest tickets one
 * by one, and below them by the search index: the time depends on the page, not on the number of tickets.
 * @returns one row more than the filter's limit if another page follows
 */
export function readPage(
  reader: Pick<Reader, 'all' | 'get' | 'transaction'>,
  filter: TicketFilter,
  seen: Seen,
): PageRow[] {
  const params = pageParams(filter, seen);
  if (filter.numero !== undefined) return reader.all(pageOfNumber, params);
  const match = readIndexQuery(reader, filter.text);
  const few = filter.estado !== undefined && isOpen(filter.estado);
  if (match === undefined || few)
    return reader.all(filter.estado === undefined ? pageOfAll : pageOfState, params);
  return reader.transaction(() => {
    const { floor = 0 } = reader.get<{ floor: number }>(selectFloor, { before: params.before, newest }) ?? {};
    const near = reader.all<PageRow>(pageOfNewest, { ...params, floor });
    const limit = params.limit - near.length;
    return limit === 0
      ? near
      : [...near, ...reader.all<PageRow>(pageOfMatches, { ...params, match, floor, limit })];
  });
}

function pageParams(filter: TicketFilter, seen: Seen) {
  return {
    ...seen,
    before: filter.before ?? Number.MAX_SAFE_INTEGER,
    numero: filter.numero ?? null,
    estado: filter.estado ?? null,
    words: searchParam(filter.text),
    driverId: filter.driverId ?? null,
    from: filter.from ?? null,
    to: filter.to ?? null,
    limit: filter.limit + 1,
  };
}
