import { commandReplySchema, commandSchema, ticketPaths } from '@relevo/contract';
import { type Route, traceOf } from '@relevo/service-kit';
import type { RequestHandler } from 'express';
import { personOf } from '../people/person-of.ts';
import { ticketIdOf } from '../reading/ticket-id-of.ts';
import type { Work } from './work.ts';

export function commandRoute(work: Work, auth: RequestHandler): Route {
  return {
    method: 'post',
    path: ticketPaths.commands,
    auth,
    body: true,
    doc: {
      summary: 'Hace un cambio en un ticket; el mismo cmd_id otra vez da la misma respuesta',
      request: commandSchema,
      responses: {
        200: { description: 'El ticket como quedó', schema: commandReplySchema },
        400: { description: 'Datos inválidos' },
        403: { description: 'El rol no lo permite' },
        404: { description: 'No existe' },
        409: { description: 'El ticket cambió mientras tanto; trae el actual' },
        422: { description: 'Transición inválida' },
      },
    },
    handler: async (request, response) => {
      response.json(
        await work(ticketIdOf(request.params), request.body, personOf(response), traceOf(response)),
      );
    },
  };
}
