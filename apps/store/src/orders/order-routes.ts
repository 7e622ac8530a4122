import {
  headers,
  type OrderReply,
  orderBodySchema,
  orderReplySchema,
  placedReplySchema,
  storePaths,
} from '@relevo/contract';
import type { DeliveryQueue } from '@relevo/outbox';
import { HttpProblem, keyOf, type MatchedKey, type Route, traceOf, workDone } from '@relevo/service-kit';
import type { Request, RequestHandler, Response } from 'express';
import type { Checkout } from './checkout.ts';
import { orderReply, unknownOrder } from './order-reply.ts';
import type { OrderRepository } from './order-repository.ts';

/** `POST /api/pedidos`. */
export function placeOrderRoute(checkout: Checkout, auth: RequestHandler): Route {
  return {
    method: 'post',
    path: storePaths.orders,
    auth,
    body: true,
    bounded: true,
    doc: {
      summary: 'Recibe un pedido y lo entrega al servicio de tickets',
      request: orderBodySchema,
      responses: {
        200: { description: 'El mismo pedido otra vez', schema: placedReplySchema },
        201: { description: 'Pedido aceptado', schema: placedReplySchema },
        400: { description: 'Datos inválidos' },
        401: { description: 'Clave ausente o incorrecta' },
        403: { description: 'La clave no tiene el alcance, también para un origen o estado que pide otro' },
        409: { description: 'El número o la clave ya existen con otro pedido' },
      },
    },
    handler: (request, response) => answerCheckout(checkout, keyOf(response), request, response),
  };
}

/** Places the order in the body for the caller and answers the request. */
export async function answerCheckout(
  checkout: Checkout,
  { caller, scopes }: Pick<MatchedKey, 'caller' | 'scopes'>,
  request: Request,
  response: Response,
): Promise<void> {
  const idempotencyKey = idempotencyKeyOf(request);
  const { created, reply } = await checkout(request.body, {
    caller,
    scopes,
    idempotencyKey,
    trace: traceOf(response),
    onWait: () => workDone(response),
  });
  if (!created) response.set(headers.idempotentReplayed, 'true');
  response.status(created ? 201 : 200).json(reply);
}

function idempotencyKeyOf(request: Request): string | undefined {
  const key = request.get(headers.idempotencyKey);
  if (key === undefined || /^[\x21-\x7e]{1,255}$/.test(key)) return key;
  const mensaje = 'debe tener de 1 a 255 caracteres visibles, sin espacios';
  throw new HttpProblem('datos-invalidos', `El encabezado ${headers.idempotencyKey} no es válido.`, {
    errores: [{ campo: headers.idempotencyKey, mensaje }],
  });
}

type ReadDeps = { orders: OrderRepository; queue: DeliveryQueue };

/** `GET /api/pedidos/:numero`. */
export function readOrderRoute(deps: ReadDeps, auth: RequestHandler): Route {
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

/**
 * Reads an order with its ticket and its delivery attempts.
 *
 * @throws HttpProblem 404 if no order has this number
 */
export async function readOrder({ orders, queue }: ReadDeps, numero: string): Promise<OrderReply> {
  const known = await orders.find(numero);
  if (!known) throw unknownOrder(numero);
  const { delivery, attempts } = (await queue.story(known.deliveryId)) ?? { attempts: [] };
  // Read the order again after its delivery, which may just have settled: an order reported as delivered has its ticket.
  const order = (await orders.find(numero)) ?? known;
  return orderReply(order, delivery, attempts);
}
