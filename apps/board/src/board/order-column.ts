import { isOpen, type State, type Ticket } from '@relevo/contract';

const none: ReadonlySet<number> = new Set();

/**
 * Sorts the tickets of one column. Open ones: late first, then high priority, then the others, each group oldest first.
 * Closed ones: newest first.
 * @param late ids of the late tickets
 */
export function orderColumn<T extends Ticket>(tickets: Iterable<T>, estado: State, late = none): T[] {
  const column = [...tickets].filter((ticket) => ticket.estado === estado);
  if (!isOpen(estado)) return column.sort(lastClosedFirst);
  const rank = ({ ticket_id, prioridad }: Ticket) => (late.has(ticket_id) ? 0 : prioridad === 'alta' ? 1 : 2);
  return column.sort((a, b) => rank(a) - rank(b) || urgentFirst(a, b) || oldestFirst(a, b));
}

// Priority also sorts the late ones.
function urgentFirst(a: Ticket, b: Ticket): number {
  return Number(b.prioridad === 'alta') - Number(a.prioridad === 'alta');
}

// Times on the wire are ISO 8601 in UTC, so they sort as text.
function oldestFirst(a: Ticket, b: Ticket): number {
  return compare(a.fecha_creacion, b.fecha_creacion) || a.ticket_id - b.ticket_id;
}

function lastClosedFirst(a: Ticket, b: Ticket): number {
  return compare(b.actualizado_en, a.actualizado_en) || b.ticket_id - a.ticket_id;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Tells whether two columns hold the same ticket objects in the same order. */
export function sameColumn(a: readonly Ticket[], b: readonly Ticket[]): boolean {
  return a.length === b.length && a.every((ticket, index) => ticket === b[index]);
}
