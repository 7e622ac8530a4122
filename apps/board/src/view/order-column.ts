import { isOpen, type State, type Ticket } from '@relevo/contract';

/** The tickets of one column: open ones oldest first, closed ones newest first. */
export function orderColumn<T extends Ticket>(tickets: Iterable<T>, estado: State): T[] {
  const column = [...tickets].filter((ticket) => ticket.estado === estado);
  return column.sort(isOpen(estado) ? oldestFirst : lastClosedFirst);
}

// Wire times are ISO 8601 in UTC: they sort as text.
function oldestFirst(a: Ticket, b: Ticket): number {
  return compare(a.fecha_creacion, b.fecha_creacion) || a.ticket_id - b.ticket_id;
}

function lastClosedFirst(a: Ticket, b: Ticket): number {
  return compare(b.actualizado_en, a.actualizado_en) || b.ticket_id - a.ticket_id;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Whether two columns hold the same tickets, object for object, in the same order. */
export function sameColumn(a: readonly Ticket[], b: readonly Ticket[]): boolean {
  return a.length === b.length && a.every((ticket, index) => ticket === b[index]);
}
