import type { View } from '../board/view.ts';
import { searchParam, searchTerm } from './search-term.ts';
import type { ClosedFilter } from './ticket-store.ts';

/** Walks the index of the closed tickets backwards: it holds the time of the last change, and then the id. */
const pageOfAll = closedPage('tickets');
// CROSS JOIN keeps the order in which they are named: the few are looked up.
const pageOfCandidates = closedPage(
  'json_each(@candidates) AS candidate CROSS JOIN tickets ON ticket_id = candidate.value',
);

/** The statement of a page. `candidates`: see `fewCandidates`. */
export function closedStatement(candidates: string | undefined): string {
  return candidates === undefined ? pageOfAll : pageOfCandidates;
}

function closedPage(from: string): string {
  return `
    SELECT ticket_id, updated_at, ticket FROM ${from}
    WHERE estado IN ('entregado', 'cancelado') AND smoke = 0
      AND updated_at <= @beforeAt AND (updated_at < @beforeAt OR ticket_id < @beforeId)
      AND (@estado IS NULL OR +estado = @estado)
      AND (@viewerId IS NULL OR driver_id = @viewerId)
      AND ${searchTerm}
    ORDER BY updated_at DESC, ticket_id DESC LIMIT @limit`;
}

/** Its parameters. One row more than asked for tells whether another page follows. */
export function closedParams(
  { estado, text, limit, before }: ClosedFilter,
  view: View,
  candidates: string | undefined,
) {
  return {
    candidates: candidates ?? null,
    beforeAt: before?.at ?? Number.MAX_SAFE_INTEGER,
    beforeId: before?.ticketId ?? Number.MAX_SAFE_INTEGER,
    estado: estado ?? null,
    viewerId: view.driverId,
    words: searchParam(text),
    limit: limit + 1,
  };
}

/** Where the page after this row begins. */
export function cursorOf({ updated_at, ticket_id }: { updated_at: number; ticket_id: number }): string {
  return `${updated_at}-${ticket_id}`;
}

/** @returns undefined for what no page has given */
export function parseClosedCursor(cursor: string): ClosedFilter['before'] | undefined {
  const [, at, ticketId] = /^(\d{1,15})-(\d{1,15})$/.exec(cursor) ?? [];
  return at && ticketId ? { at: Number(at), ticketId: Number(ticketId) } : undefined;
}
