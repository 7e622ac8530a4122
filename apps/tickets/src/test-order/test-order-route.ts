import { acceptedReplySchema, headers, testCaller, testOrderSchema, ticketPaths } from '@relevo/contract';
import { parseInput, type Route } from '@relevo/service-kit';
import type { RequestHandler } from 'express';
import type { Intake } from '../intake/intake.ts';
import { requireRole } from '../people/require-reader.ts';
import { makeTestOrder } from './make-test-order.ts';

/** An order to try the board with: it comes in, rings and moves like any other, and counts in no figures. */
export function testOrderRoute(intake: Intake, reader: RequestHandler): Route {
  return {
    method: 'post',
    path: ticketPaths.testOrder,
    auth: requireRole(reader, 'admin', 'operador'),
    body: true,
    doc: {
      summary: 'Crea un pedido de prueba; el mismo id otra vez no crea otro',
      description:
        'Entra, suena y avanza como cualquiera, con `origen: "prueba"`. No se informa a la tienda ni cuenta en el resumen.',
      request: testOrderSchema,
      responses: {
        200: { description: 'Ya estaba: nada cambia', schema: acceptedReplySchema },
        201: { description: 'Ticket nuevo, ya guardado', schema: acceptedReplySchema },
        400: { description: 'Datos inválidos' },
        403: { description: 'El rol no lo permite' },
      },
    },
    handler: async (request, response) => {
      const order = makeTestOrder(parseInput(testOrderSchema, request.body).id);
      const { status, body } = await intake(order, { caller: testCaller, received: JSON.stringify(order) });
      if (body.idempotent) response.set(headers.idempotentReplayed, 'true');
      response.status(status).json(body);
    },
  };
}
