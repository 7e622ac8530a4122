import { type BoardTotals, boardTotalsSchema, productTotals, ticketPaths } from '@relevo/contract';
import type { Route } from '@relevo/service-kit';
import type { RequestHandler } from 'express';
import { viewOf } from '../board/view.ts';
import { personOf } from '../people/person-of.ts';
import type { TicketStore } from '../store/ticket-store.ts';

/** What the kitchen has to make, product by product, as the asker sees it. */
export function boardTotalsRoute(
  { store }: { store: Pick<TicketStore, 'board'> },
  auth: RequestHandler,
): Route {
  return {
    method: 'get',
    path: ticketPaths.boardTotals,
    auth,
    doc: {
      summary: 'Cuánto hay que hacer de cada producto, en lo pendiente y en preparación',
      description: '`cantidad` es todo lo pedido; `falta`, lo que todavía no está tildado.',
      responses: { 200: { description: 'Los productos, lo que más hay primero', schema: boardTotalsSchema } },
    },
    handler: async (_request, response) => {
      // No closed ticket is of any interest, however lately it was closed.
      const closedSince = Number.MAX_SAFE_INTEGER;
      const { epoch, head, tickets } = await store.board(closedSince, viewOf(personOf(response)));
      response.json({ epoch, head, productos: productTotals(tickets) } satisfies BoardTotals);
    },
  };
}
