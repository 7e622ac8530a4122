import { setImmediate } from 'node:timers/promises';
import { moveActions, type Ticket, testCaller, testOrigin } from '@relevo/contract';
import type { Reader } from '@relevo/storage';
import type { OrderHistory, StateChange } from './order-history.ts';
import type { Range } from './range.ts';

/** The order after which a page starts. */
type PageStart = { at: number; ticketId: number };

/** Port: the orders of a range, page by page, in the order in which they were placed. */
export type OrderReader = {
  /** Reads at most `limit` orders; an empty page is the end. Each order is consistent in itself. */
  page(range: Range, after: PageStart | null, limit: number): OrderHistory[];
};

const selectPage = `
  SELECT ticket_id AS ticketId, created_at AS createdAt, ticket FROM tickets
  WHERE smoke = 0 AND (created_at, ticket_id) > (@at, @ticketId) AND created_at < @to
    AND NOT (caller = @testCaller AND json_extract(ticket, '$.origen') IS @testOrigin)
  ORDER BY created_at, ticket_id LIMIT @limit`;
const selectChanges = `
  SELECT ticket_id AS ticketId, accion, a AS "to", en AS at, motivo FROM events
  WHERE ticket_id IN (SELECT value FROM json_each(@ids))
    AND accion IN (${['crear', ...moveActions].map((accion) => `'${accion}'`).join(', ')})
  ORDER BY ticket_id, seq`;

/** Reads orders from SQLite. Each page is one short transaction on the calling thread. */
export function createOrderReader(reader: Reader): OrderReader {
  return {
    page: ({ from, to }, after, limit) =>
      reader.transaction(() => {
        const start = after ?? { at: from, ticketId: 0 };
        const rows = reader.all<TicketRow>(selectPage, { ...start, to, limit, testCaller, testOrigin });
        const ids = JSON.stringify(rows.map(({ ticketId }) => ticketId));
        const changes = Map.groupBy(
          reader.all<ChangeRow>(selectChanges, { ids }),
          ({ ticketId }) => ticketId,
        );
        return rows.map(({ ticketId, createdAt, ticket }) => ({
          ticket: JSON.parse(ticket) as Ticket,
          createdAt,
          changes: changes.get(ticketId) ?? [],
        }));
      }),
  };
}

type TicketRow = { ticketId: number; createdAt: number; ticket: string };
type ChangeRow = StateChange & { ticketId: number };

// Reading so many takes about 5 ms: no other request waits longer for the thread.
const pageSize = 100;

/**
 * Reads the orders of a range in portions, with room for other work between them. A change made meanwhile may be in one
 * portion and not in another, but no order comes twice, and none that was there at the beginning is missing. Ends early when `signal` is aborted.
 */
export async function* readOrders(
  orders: OrderReader,
  range: Range,
  signal: AbortSignal,
): AsyncGenerator<OrderHistory[]> {
  let portion = orders.page(range, null, pageSize);
  while (portion.length > 0 && !signal.aborted) {
    yield portion;
    const last = portion.at(-1);
    if (!last || portion.length < pageSize) return;
    await setImmediate();
    portion = orders.page(range, { at: last.createdAt, ticketId: last.ticket.ticket_id }, pageSize);
  }
}
