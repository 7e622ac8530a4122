import { cleanNumber, confirmationBodySchema, confirmationReplySchema, storePaths } from '@relevo/contract';
import { callerOf, parseInput, type Route } from '@relevo/service-kit';
import type { RequestHandler } from 'express';
import { unknownOrder } from '../orders/order-reply.ts';
import { fuenteQuerySchema } from '../orders/order-routes.ts';
import type { Confirmations } from './confirmation.ts';

/** `POST /api/confirmar-ticket/:numero` and its older path. */
export function confirmationRoute(
  deps: { confirmations: Confirmations; clock: { now(): number } },
  auth: RequestHandler,
): Route {
  return {
    method: 'post',
    path: [storePaths.confirm, storePaths.confirmLegacy],
    auth,
    body: true,
    doc: {
      summary: 'El servicio de tickets informa cómo está un ticket',
      description:
        '`?fuente=` dice de quién es el pedido: lo que el ticket lleva como `fuente`. Sin ella, es la de la clave que informa.',
      query: fuenteQuerySchema,
      request: confirmationBodySchema,
      responses: {
        200: {
          description: 'Registrado, o ignorado por ser más viejo o de otro ticket',
          schema: confirmationReplySchema,
        },
        400: { description: 'Datos inválidos' },
        404: { description: 'No hay un pedido con ese número' },
      },
    },
    handler: async (request, response) => {
      const confirmation = parseInput(confirmationBodySchema, request.body);
      const numero = String(request.params.numero);
      const { fuente = callerOf(response) } = parseInput(fuenteQuerySchema, request.query);
      const confirm = (spelled: string) =>
        deps.confirmations.confirm({ numero: spelled, fuente }, confirmation, deps.clock.now());
      const clean = cleanNumber(numero);
      const outcome = (await confirm(numero)) ?? (clean === numero ? undefined : await confirm(clean));
      if (!outcome) throw unknownOrder(numero);
      const { order, ignored } = outcome;
      const { ticketId, estado } = order.ticket ?? {
        ticketId: confirmation.ticket_id,
        estado: confirmation.estado,
      };
      response.json({ exito: true, numero, ticket_id: ticketId, estado, ...(ignored && { ignorado: true }) });
    },
  };
}
