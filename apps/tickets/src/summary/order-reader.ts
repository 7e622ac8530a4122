import { type Ticket, testCaller, testOrigin } from '@relevo/contract';
import type { Reader } from '@relevo/storage';
import type { OrderHistory, StateChange } from './order-history.ts';
import type { Range } from './range.ts';

/** Where a page begins: after this order. */
export type PageStart = { at: number; ticketId: number };

/** Port: the orders of a range, page by page, in the order in which they came in. */
export type OrderReader = {
  /** At most `limit` orders; an empty page is the end. Each order is whole in itself. */
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
    AND accion IN ('crear', 'avanzar', 'mover', 'cancelar', 'deshacer')
  ORDER BY ticket_id, seq`;

/** Reads them from SQLite. Each page is one short transaction on the calling thread. */
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
