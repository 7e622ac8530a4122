import {
  boardReplySchema,
  cursorSchema,
  historySchema,
  stateSchema,
  ticketPageSchema,
  ticketPaths,
  ticketSchema,
} from '@relevo/contract';
import { optionalParameter, parseInput, type Route } from '@relevo/service-kit';
import type { RequestHandler } from 'express';
import { z } from 'zod';
import { answerSubscription } from '../board/answer-subscription.ts';
import { viewOf } from '../board/view.ts';
import { personOf } from '../people/person-of.ts';
import type { TicketStore } from '../store/ticket-store.ts';
import { closedTicketsRoute } from './closed-tickets-route.ts';
import { searchedText } from './searched-text.ts';
import { ticketIdOf, unknownTicket } from './ticket-id-of.ts';

const instant = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })], 'debe ser una fecha ISO 8601')
  .transform((time) => Date.parse(time));

const listQuerySchema = z.object({
  estado: optionalParameter(stateSchema),
  numero: optionalParameter(searchedText.max(64)),
  q: optionalParameter(searchedText.max(200)),
  repartidor: optionalParameter(z.coerce.number('debe ser un número').int().positive()),
  desde: optionalParameter(instant),
  hasta: optionalParameter(instant),
  limite: optionalParameter(z.coerce.number('debe ser un número').int().min(1).max(500)),
  cursor: optionalParameter(z.coerce.number('no es válido').int().positive()),
});

const boardQuerySchema = cursorSchema.extend({
  seq: optionalParameter(z.coerce.number('debe ser un número').int().min(0)),
});

type Deps = { store: TicketStore; clock: { now(): number } };

export function readingRoutes({ store, clock }: Deps, auth: RequestHandler): Route[] {
  return [
    {
      method: 'get',
      path: ticketPaths.tickets,
      auth,
      doc: {
        summary: 'Los tickets, los últimos primero',
        query: listQuerySchema,
        responses: { 200: { description: 'Una página', schema: ticketPageSchema } },
      },
      handler: async (request, response) => {
        const query = parseInput(listQuerySchema, request.query);
        const {
          estado,
          numero,
          q: text,
          repartidor: driverId,
          desde: from,
          hasta: to,
          cursor: before,
        } = query;
        const limit = query.limite ?? 50;
        const filter = { estado, numero, text, driverId, from, to, limit, before };
        response.json(await store.list(filter, viewOf(personOf(response))));
      },
    },
    // Before `:id`, for which it would pass.
    closedTicketsRoute(store, auth),
    {
      method: 'get',
      path: ticketPaths.ticket,
      auth,
      doc: {
        summary: 'Un ticket',
        responses: {
          200: { description: 'El ticket', schema: ticketSchema },
          404: { description: 'No existe' },
        },
      },
      handler: async (request, response) => {
        const ticket = await store.find(ticketIdOf(request.params), viewOf(personOf(response)));
        if (!ticket) throw unknownTicket();
        response.json(ticket);
      },
    },
    {
      method: 'get',
      path: ticketPaths.history,
      auth,
      doc: {
        summary: 'Cada cambio de un ticket',
        responses: {
          200: { description: 'Los cambios', schema: historySchema },
          404: { description: 'No existe' },
        },
      },
      handler: async (request, response) => {
        const ticketId = ticketIdOf(request.params);
        const seen = await store.find(ticketId, viewOf(personOf(response)));
        const historial = seen && (await store.history(ticketId));
        if (!historial) throw unknownTicket();
        response.json({ ticket_id: ticketId, historial });
      },
    },
    {
      method: 'get',
      path: ticketPaths.board,
      auth,
      doc: {
        summary: 'El tablero: lo que cambió desde una posición, o entero',
        query: boardQuerySchema,
        responses: { 200: { description: 'Instantánea o delta', schema: boardReplySchema } },
      },
      handler: async (request, response) => {
        const cursor = parseInput(boardQuerySchema, request.query);
        response.json(await answerSubscription(store, cursor, clock.now(), viewOf(personOf(response))));
      },
    },
  ];
}
