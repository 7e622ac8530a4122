import {
  type BoardTotals,
  boardReplySchema,
  boardTotalsSchema,
  cursorSchema,
  productTotals,
  ticketPaths,
  tvReplySchema,
} from '@relevo/contract';
import { optionalParameter, parseInput, type Route } from '@relevo/service-kit';
import type { RequestHandler } from 'express';
import { z } from 'zod';
import type { EventLog } from '../event-log/event-log.ts';
import { viewOf } from '../event-log/view.ts';
import { personOf } from '../people/access.ts';
import { answerSubscription } from './board-reply.ts';

const boardQuerySchema = cursorSchema.extend({
  seq: optionalParameter(z.coerce.number('debe ser un número').int().min(0)),
});

type Deps = { eventLog: EventLog; clock: { now(): number } };

/** The board over HTTP: as a delta or snapshot, and as totals for the kitchen. */
export function boardRoutes({ eventLog, clock }: Deps, auth: RequestHandler): Route[] {
  return [
    {
      method: 'get',
      path: ticketPaths.board,
      auth,
      doc: {
        summary: 'El tablero: lo que cambió desde una posición, o entero; a una TV, sólo lo que muestra',
        query: boardQuerySchema,
        responses: {
          200: { description: 'Instantánea o delta', schema: z.union([boardReplySchema, tvReplySchema]) },
        },
      },
      handler: async (request, response) => {
        const cursor = parseInput(boardQuerySchema, request.query);
        response.json(await answerSubscription(eventLog, cursor, clock.now(), viewOf(personOf(response))));
      },
    },
    boardTotalsRoute({ eventLog }, auth),
  ];
}

/** What the kitchen has to prepare, product by product, as the asking person sees it. */
function boardTotalsRoute({ eventLog }: { eventLog: Pick<EventLog, 'board'> }, auth: RequestHandler): Route {
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
      // Closed tickets do not count, however recently they were closed.
      const closedSince = Number.MAX_SAFE_INTEGER;
      const { epoch, head, tickets } = await eventLog.board(closedSince, viewOf(personOf(response)));
      response.json({ epoch, head, productos: productTotals(tickets) } satisfies BoardTotals);
    },
  };
}
