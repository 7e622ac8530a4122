import { type Attempt, type OrderReply, orderReplySchema, storePaths, toPesos } from '@relevo/contract';
import type { DeliveryQueue, Attempt as RecordedAttempt } from '@relevo/outbox';
import { HttpProblem, type Route } from '@relevo/service-kit';
import type { RequestHandler } from 'express';
import { summarize } from '../deliveries/summarize.ts';
import type { Order, OrderStore } from '../store/order-store.ts';

type Deps = { orders: OrderStore; queue: DeliveryQueue };

export function readOrderRoute(deps: Deps, auth: RequestHandler): Route {
  return {
    method: 'get',
    path: storePaths.order,
    auth,
    doc: {
      summary: 'El pedido, su ticket y cada intento de entrega',
      responses: {
        200: { description: 'El pedido', schema: orderReplySchema },
        401: { description: 'Clave ausente o incorrecta' },
        404: { description: 'No hay un pedido con ese número' },
      },
    },
    handler: async (request, response) => {
      response.json(await readOrder(deps, String(request.params.numero)));
    },
  };
}

/** @throws HttpProblem 404 */
export async function readOrder({ orders, queue }: Deps, numero: string): Promise<OrderReply> {
  const known = await orders.find(numero);
  if (!known) throw unknownOrder(numero);
  const { delivery, attempts } = (await queue.story(known.deliveryId)) ?? { attempts: [] };
  // Read after its delivery, which may just have been made: an order that is told as delivered has its ticket.
  const order = (await orders.find(numero)) ?? known;
  return {
    ...(JSON.parse(order.body) as object),
    numero: order.numero,
    total: toPesos(order.totalCentavos),
    recibido_en: new Date(order.createdAt).toISOString(),
    entrega: summarize(delivery, order.ticket),
    ticket: toWireTicket(order.ticket),
    intentos: attempts.map(toWireAttempt),
  };
}

export function unknownOrder(numero: string): HttpProblem {
  return new HttpProblem('no-encontrado', `No hay un pedido con el número ${numero.slice(0, 64)}.`);
}

function toWireTicket(ticket: Order['ticket']): OrderReply['ticket'] {
  if (!ticket) return null;
  return {
    ticket_id: ticket.ticketId,
    estado: ticket.estado,
    repartidor_asignado: ticket.driver,
    version: ticket.version,
    actualizado_en: new Date(ticket.updatedAt).toISOString(),
  };
}

function toWireAttempt({ n, startedAt, durationMs, result, status, detail }: RecordedAttempt): Attempt {
  return {
    n,
    en: new Date(startedAt).toISOString(),
    duracion_ms: Math.round(durationMs),
    resultado: result,
    ...(status !== undefined && { status }),
    ...(detail !== undefined && { detalle: detail }),
  };
}
