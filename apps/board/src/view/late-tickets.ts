import { type AgeLimits, isOpen, openStates, type Ticket } from '@relevo/contract';

/**
 * Ids of the tickets that are late. It is asked every second: as long as they are the same ones, it is the same set.
 * @param now milliseconds since 1970 by the server's clock
 */
export function lateTickets(
  tickets: Iterable<Ticket>,
  { now, limits, last }: { now: number; limits: AgeLimits; last: ReadonlySet<number> },
): ReadonlySet<number> {
  // Wire times are ISO 8601 in UTC: they sort as text, which is much faster than to read each of them.
  const lateSince = new Map<string, string>(
    openStates.map((state) => [state, new Date(now - limits[state].tarde_min * 60_000).toISOString()]),
  );
  const late = new Set<number>();
  for (const { ticket_id, estado, fecha_creacion } of tickets) {
    if (isOpen(estado) && fecha_creacion <= (lateSince.get(estado) ?? '')) late.add(ticket_id);
  }
  return late.size === last.size && [...late].every((id) => last.has(id)) ? last : late;
}
