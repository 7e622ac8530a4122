import { kitchenStates, type State, type Ticket } from '@relevo/contract';

/** What tells an order's paper from any other's, also after the service went back to an older copy of its data. */
export function paperKey({ ticket_id, fecha_creacion }: Ticket): string {
  return `${ticket_id} ${fecha_creacion}`;
}

/**
 * Since when orders are new to a device that begins to print them by itself, ms since 1970 by the server's clock. What is on
 * the board by then is not: what the page takes for the server's time may be a second behind it.
 */
export function sinceNow(tickets: Iterable<Ticket>, serverNow: number): number {
  return [...tickets].reduce(
    (since, { fecha_creacion }) => Math.max(since, Date.parse(fecha_creacion) + 1),
    serverNow,
  );
}

// What is on its way or done with needs no paper in the kitchen any more.
const wanted: readonly State[] = kitchenStates;

/**
 * The orders that this device has to see to the paper of, oldest first: whatever brought them, live or after a night
 * without a connection, so that the paper is complete.
 * @param since ms since 1970 by the server's clock; null: it prints nothing by itself
 */
export function dueOrders(
  tickets: Iterable<Ticket>,
  since: number | null,
  settled: ReadonlySet<string>,
): Ticket[] {
  if (since === null) return [];
  return [...tickets]
    .filter((ticket) => wanted.includes(ticket.estado) && Date.parse(ticket.fecha_creacion) >= since)
    .filter((ticket) => !settled.has(paperKey(ticket)))
    .sort((a, b) => a.ticket_id - b.ticket_id);
}
