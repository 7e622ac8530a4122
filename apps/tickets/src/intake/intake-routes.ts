import {
  acceptedReplySchema,
  batchBodySchema,
  batchDocSchema,
  batchReplySchema,
  headers,
  ticketBodySchema,
  ticketPaths,
} from '@relevo/contract';
import { callerOf, parseInput, type Route, rawBodyOf, traceOf } from '@relevo/service-kit';
import type { RequestHandler } from 'express';
import { acceptBatch } from './accept-batch.ts';
import type { Intake } from './intake.ts';

export function intakeRoutes(intake: Intake, auth: RequestHandler): Route[] {
  return [
    {
      method: 'post',
      path: [ticketPaths.tickets, ticketPaths.receive],
      auth,
      body: true,
      bounded: true,
      doc: {
        summary: 'Recibe un pedido y lo convierte en un ticket, una sola vez',
        request: ticketBodySchema,
        responses: {
          200: { description: 'El mismo pedido otra vez: nada cambia', schema: acceptedReplySchema },
          201: { description: 'Ticket nuevo, ya guardado', schema: acceptedReplySchema },
          400: { description: 'Datos inválidos, con cada campo' },
          401: { description: 'Clave ausente o incorrecta' },
          409: { description: 'El número ya existe con otro pedido' },
        },
      },
      handler: async (request, response) => {
        const from = { caller: callerOf(response), received: rawBodyOf(request) };
        const { status, body } = await intake(request.body, from);
        if (body.idempotent) response.set(headers.idempotentReplayed, 'true');
        response.status(status).json(body);
      },
    },
    {
      method: 'post',
      path: ticketPaths.batch,
      auth,
      body: true,
      bounded: true,
      doc: {
        summary: 'Recibe hasta 500 pedidos; cada uno vale por sí mismo',
        request: batchDocSchema,
        responses: {
          200: { description: 'Un resultado por pedido, en el mismo orden', schema: batchReplySchema },
          400: { description: 'El cuerpo no es una lista de tickets' },
        },
      },
      handler: async (request, response) => {
        const { tickets } = parseInput(batchBodySchema, request.body);
        const { requestId } = traceOf(response);
        response.json(await acceptBatch(intake, tickets, { caller: callerOf(response), requestId }));
      },
    },
  ];
}
