import { arrivedAt, kitchenStates, type State, type Ticket } from '@relevo/contract';

/** The key of an order's paper. The time at which it was placed keeps it unique even after the service was restored from a backup. */
export function paperKey({ ticket_id, fecha_creacion }: Ticket): string {
  return `${ticket_id} ${fecha_creacion}`;
}

/**
 * Decides from which moment on orders count as new when a device starts to print by itself: ms since 1970 by the
 * server's clock. Orders that are on the board already never count, even if the page's idea of that clock is a second slow.
 */
export function sinceNow(tickets: Iterable<Ticket>, serverNow: number): number {
  return [...tickets].reduce(
    (since, ticket) => Math.max(since, Date.parse(arrivedAt(ticket)) + 1),
    serverNow,
  );
}

// An order that is on its way or closed needs no paper in the kitchen.
const wanted: readonly State[] = kitchenStates;

/**
 * Lists the orders that still need a paper from this device, oldest first, whether they came in live or while there was
 * no connection.
 * @param since ms since 1970 by the server's clock; null: it prints nothing by itself
 */
export function dueOrders(
  tickets: Iterable<Ticket>,
  since: number | null,
  settled: ReadonlySet<string>,
): Ticket[] {
  if (since === null) return [];
  return [...tickets]
    .filter((ticket) => wanted.includes(ticket.estado) && Date.parse(arrivedAt(ticket)) >= since)
    .filter((ticket) => !settled.has(paperKey(ticket)))
    .sort((a, b) => a.ticket_id - b.ticket_id);
}
