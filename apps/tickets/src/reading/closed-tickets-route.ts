import { ticketPageSchema, ticketPaths } from '@relevo/contract';
import { optionalParameter, parseInput, type Route } from '@relevo/service-kit';
import type { RequestHandler } from 'express';
import { z } from 'zod';
import { viewOf } from '../board/view.ts';
import { personOf } from '../people/person-of.ts';
import { parseClosedCursor } from '../store/closed-page.ts';
import type { TicketStore } from '../store/ticket-store.ts';
import { searchedText } from './searched-text.ts';

const querySchema = z.object({
  estado: optionalParameter(z.enum(['entregado', 'cancelado'], 'debe ser entregado o cancelado')),
  q: optionalParameter(searchedText.max(200)),
  limite: optionalParameter(z.coerce.number('debe ser un número').int().min(1).max(200)),
  cursor: optionalParameter(
    z.string().refine((cursor) => parseClosedCursor(cursor) !== undefined, 'no es válido'),
  ),
});

/** `GET /api/tickets/cerrados`: what was delivered or cancelled, the last first, a page at a time. */
export function closedTicketsRoute(store: Pick<TicketStore, 'listClosed'>, auth: RequestHandler): Route {
  return {
    method: 'get',
    path: ticketPaths.closedTickets,
    auth,
    doc: {
      summary: 'Los tickets entregados y cancelados, los últimos primero',
      query: querySchema,
      responses: { 200: { description: 'Una página', schema: ticketPageSchema } },
    },
    handler: async (request, response) => {
      const { estado, q: text, limite, cursor } = parseInput(querySchema, request.query);
      const before = cursor === undefined ? undefined : parseClosedCursor(cursor);
      const filter = { estado, text, limit: limite ?? 50, before };
      response.json(await store.listClosed(filter, viewOf(personOf(response))));
    },
  };
}
