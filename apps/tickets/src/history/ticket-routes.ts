import {
  cleanNumber,
  historySchema,
  stateSchema,
  ticketPageSchema,
  ticketPaths,
  ticketSchema,
} from '@relevo/contract';
import { optionalParameter, parseInput, type Route } from '@relevo/service-kit';
import type { RequestHandler } from 'express';
import { z } from 'zod';
import { viewOf } from '../event-log/view.ts';
import { personOf } from '../people/access.ts';
import { searchFault } from '../search/search-query.ts';
import { parseClosedCursor } from './closed-page.ts';
import { ticketIdOf, unknownTicket } from './ticket-id.ts';
import type { TicketRepository } from './ticket-repository.ts';

/** A text to search for. A NUL would end the LIKE pattern early. */
const searchedText = z.string().regex(/^\P{Cc}*$/u, 'no puede contener caracteres de control');

const searched = searchedText.max(200).superRefine((text, context) => {
  const message = searchFault(text);
  if (message) context.addIssue({ code: 'custom', message });
});

const instant = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })], 'debe ser una fecha ISO 8601')
  .transform((time) => Date.parse(time));

const listQuerySchema = z.object({
  estado: optionalParameter(stateSchema),
  numero: optionalParameter(searchedText.max(64)),
  q: optionalParameter(searched),
  repartidor: optionalParameter(z.coerce.number('debe ser un número').int().positive()).meta({
    description: 'Los de este repartidor, por su número',
    example: 7,
  }),
  desde: optionalParameter(instant),
  hasta: optionalParameter(instant),
  limite: optionalParameter(z.coerce.number('debe ser un número').int().min(1).max(500)),
  cursor: optionalParameter(z.coerce.number('no es válido').int().positive()).meta({
    description: 'El `cursor` de la página anterior',
    example: 1042,
  }),
});

/** The tickets and their history, for everybody who may read. */
export function readingRoutes(tickets: TicketRepository, auth: RequestHandler): Route[] {
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
        const seen = viewOf(personOf(response));
        const page = await tickets.list(filter, seen);
        const clean = cleanNumber(numero ?? '');
        const isAsked = page.tickets.length > 0 || numero === undefined || clean === numero;
        response.json(isAsked ? page : await tickets.list({ ...filter, numero: clean }, seen));
      },
    },
    // Before `:id`, which would match it.
    closedTicketsRoute(tickets, auth),
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
        const ticket = await tickets.find(ticketIdOf(request.params), viewOf(personOf(response)));
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
        const seen = await tickets.find(ticketId, viewOf(personOf(response)));
        const historial = seen && (await tickets.history(ticketId));
        if (!historial) throw unknownTicket();
        response.json({ ticket_id: ticketId, historial });
      },
    },
  ];
}

const closedQuerySchema = z.object({
  estado: optionalParameter(z.enum(['entregado', 'cancelado'], 'debe ser entregado o cancelado')),
  q: optionalParameter(searched),
  limite: optionalParameter(z.coerce.number('debe ser un número').int().min(1).max(200)),
  cursor: optionalParameter(
    z.string().refine((cursor) => parseClosedCursor(cursor) !== undefined, 'no es válido'),
  ).meta({ description: 'El `cursor` de la página anterior', example: '1763654700000-1042' }),
});

/** `GET /api/tickets/cerrados`: delivered and cancelled tickets, the latest first, page by page. */
function closedTicketsRoute(tickets: Pick<TicketRepository, 'listClosed'>, auth: RequestHandler): Route {
  return {
    method: 'get',
    path: ticketPaths.closedTickets,
    auth,
    doc: {
      summary: 'Los tickets entregados y cancelados, los últimos primero',
      query: closedQuerySchema,
      responses: { 200: { description: 'Una página', schema: ticketPageSchema } },
    },
    handler: async (request, response) => {
      const { estado, q: text, limite, cursor } = parseInput(closedQuerySchema, request.query);
      const before = cursor === undefined ? undefined : parseClosedCursor(cursor);
      const filter = { estado, text, limit: limite ?? 50, before };
      response.json(await tickets.listClosed(filter, viewOf(personOf(response))));
    },
  };
}
