import type { Reader } from '@relevo/storage';
import { type Seen, seenTerm } from '../event-log/view.ts';
import { fewCandidates, readIndexQuery, searchParam, searchTerm } from '../search/search-query.ts';

/** Which closed tickets a page lists. `before` is the cursor: closed before this one, by time and then by id. */
export type ClosedFilter = {
  estado?: 'entregado' | 'cancelado';
  text?: string;
  limit: number;
  before?: { at: number; ticketId: number };
};

/** As `isShortPage`, for closed tickets. */
export function isShortClosedPage({ estado, text }: ClosedFilter, seen: Seen): boolean {
  return estado === undefined && text === undefined && seen.viewerId === null;
}

export type ClosedRow = { ticket_id: number; updated_at: number; ticket: string };

const closed = "estado IN ('entregado', 'cancelado') AND smoke = 0";
const afterCursor = 'updated_at <= @beforeAt AND (updated_at < @beforeAt OR ticket_id < @beforeId)';
const ofState = '(@estado IS NULL OR +estado = @estado)';
const lastFirst = 'ORDER BY updated_at DESC, ticket_id DESC';
// The index of closed tickets, backwards: by time of the last change, then by id. On its own, SQLite picks the index by
// state, and reads and sorts every closed ticket there is.
const byTime = 'tickets INDEXED BY tickets_closed';

function pageFrom(from: string, narrow = 'true'): string {
  return `
    SELECT ticket_id, updated_at, ticket FROM ${from}
    WHERE ${closed} AND ${afterCursor} AND ${ofState} AND ${narrow}
      AND ${seenTerm}
      AND ${searchTerm}
    ${lastFirst} LIMIT @limit`;
}

/** Exported for the test of its query plan. */
export const pageOfAll = pageFrom(byTime);
// So many of the latest are checked one by one: a common text fills its page from them.
const pageOfLast = pageFrom(`(
  SELECT * FROM ${byTime} WHERE ${closed} AND ${afterCursor} AND ${ofState} ${lastFirst} LIMIT 1000
) AS tickets`);
// Walks the same index, but reads only the tickets that the search index names.
const pageOfMatches = pageFrom(
  byTime,
  `ticket_id IN (
    SELECT rowid FROM ticket_search WHERE ticket_search MATCH @match
    UNION ALL SELECT ticket_id FROM tickets WHERE ticket_id > (SELECT up_to FROM ticket_search_progress))`,
);
// CROSS JOIN keeps this order: start from the few candidates and look each one up.
const pageOfCandidates = pageFrom(
  'json_each(@candidates) AS candidate CROSS JOIN tickets ON ticket_id = candidate.value',
);

/**
 * Reads a page of the closed tickets, last changed first.
 * @returns one row more than the filter's limit if another page follows
 */
export function readClosedPage(
  reader: Pick<Reader, 'all' | 'transaction'>,
  filter: ClosedFilter,
  seen: Seen,
): ClosedRow[] {
  const match = readIndexQuery(reader, filter.text);
  const candidates = match === undefined ? undefined : fewCandidates(reader, match);
  const params = { ...closedParams(filter, seen), candidates: candidates ?? null, match: match ?? null };
  if (candidates !== undefined) return reader.all(pageOfCandidates, params);
  // A driver's few closed tickets are found faster by their driver than by a common text.
  if (match === undefined || seen.viewerId !== null) return reader.all(pageOfAll, params);
  return reader.transaction(() => {
    const last = reader.all<ClosedRow>(pageOfLast, params);
    return last.length === params.limit ? last : reader.all(pageOfMatches, params);
  });
}

function closedParams({ estado, text, limit, before }: ClosedFilter, seen: Seen) {
  return {
    ...seen,
    beforeAt: before?.at ?? Number.MAX_SAFE_INTEGER,
    beforeId: before?.ticketId ?? Number.MAX_SAFE_INTEGER,
    estado: estado ?? null,
    words: searchParam(text),
    limit: limit + 1,
  };
}

/** The cursor of the page after this row. */
export function cursorOf({ updated_at, ticket_id }: { updated_at: number; ticket_id: number }): string {
  return `${updated_at}-${ticket_id}`;
}

/** Reads a cursor. @returns undefined for a text that is not a cursor */
export function parseClosedCursor(cursor: string): ClosedFilter['before'] | undefined {
  const [, at, ticketId] = /^(\d{1,15})-(\d{1,15})$/.exec(cursor) ?? [];
  return at && ticketId ? { at: Number(at), ticketId: Number(ticketId) } : undefined;
}
