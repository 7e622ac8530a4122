import type { View } from '../board/view.ts';
import { searchParam, searchTerm } from './search-term.ts';
import type { TicketFilter } from './ticket-store.ts';

// `narrow` is the term that has an index of its own; `+estado` keeps the rest from choosing another one.
function pageBy(narrow: string): string {
  return `
    SELECT ticket_id, ticket FROM tickets
    WHERE ${narrow} AND ticket_id < @before
      AND (@numero IS NULL OR +numero = @numero)
      AND (@estado IS NULL OR +estado = @estado)
      AND ${searchTerm}
      AND (@driverId IS NULL OR driver_id = @driverId)
      AND (@viewerId IS NULL OR driver_id = @viewerId)
      AND (@from IS NULL OR created_at >= @from)
      AND (@to IS NULL OR created_at < @to)
    ORDER BY ticket_id DESC LIMIT @limit`;
}

const pageOfAll = pageBy('ticket_id < @before');
const pageOfNumber = pageBy('numero = @numero');
const pageOfState = pageBy('estado = @estado');
const pageOfCandidates = pageBy('ticket_id IN (SELECT value FROM json_each(@candidates))');

/** The statement that walks the index that fits the filter. `candidates`: see `fewCandidates`. */
export function pageStatement(filter: TicketFilter, candidates: string | undefined): string {
  if (candidates !== undefined) return pageOfCandidates;
  if (filter.numero !== undefined) return pageOfNumber;
  return filter.estado === undefined ? pageOfAll : pageOfState;
}

/** Its parameters. One row more than asked for tells whether another page follows. */
export function pageParams(filter: TicketFilter, view: View, candidates: string | undefined) {
  return {
    candidates: candidates ?? null,
    before: filter.before ?? Number.MAX_SAFE_INTEGER,
    numero: filter.numero ?? null,
    estado: filter.estado ?? null,
    words: searchParam(filter.text),
    driverId: filter.driverId ?? null,
    viewerId: view.driverId,
    from: filter.from ?? null,
    to: filter.to ?? null,
    limit: filter.limit + 1,
  };
}
