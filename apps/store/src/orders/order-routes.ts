import {
  callerName,
  cleanNumber,
  faultInEnglish,
  headers,
  type OrderReply,
  orderBodySchema,
  orderReplySchema,
  placedReplySchema,
  storePaths,
} from '@relevo/contract';
import type { DeliveryQueue } from '@relevo/outbox';
import {
  HttpProblem,
  keyOf,
  type MatchedKey,
  optionalParameter,
  outOfScope,
  parseInput,
  type Route,
  traceOf,
  wantsEnglish,
  workDone,
} from '@relevo/service-kit';
import type { Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import type { Checkout } from './checkout.ts';
import type { OrderRef } from './order.ts';
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
      description:
        'Responde cuando el pedido está en disco. Con el mismo `numero` o la misma `Idempotency-Key` es el mismo pedido, cuantas veces llegue; sin ninguno de los dos, cada vez es otro, y `avisos` lo dice.',
      headers: {
        [headers.idempotencyKey]: {
          description:
            'Una clave por pedido, la misma en cada intento: de 1 a 255 caracteres visibles, sin espacios. Hace falta si el pedido va sin `numero`',
          example: 'carrito-7f3a91',
        },
      },
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
  if (reply.avisos && wantsEnglish(request)) reply.avisos = reply.avisos.map(faultInEnglish);
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

/** What says whose order a path's `:numero` is, where it is not the asking key's own. */
export const fuenteQuerySchema = z.object({ fuente: optionalParameter(callerName) });

type ReadDeps = { orders: OrderRepository; queue: DeliveryQueue };

/** `GET /api/pedidos/:numero`. */
export function readOrderRoute(deps: ReadDeps, auth: RequestHandler): Route {
  return {
    method: 'get',
    path: storePaths.order,
    auth,
    doc: {
      summary: 'El pedido, su ticket y cada intento de entrega',
      description:
        'El pedido propio con ese número. Una clave con el alcance `relevar` o `confirmar` agrega `?fuente=`: el pedido que el servicio de tickets tiene con esa fuente.',
      query: fuenteQuerySchema,
      responses: {
        200: { description: 'El pedido', schema: orderReplySchema },
        401: { description: 'Clave ausente o incorrecta' },
        403: { description: 'La clave no tiene el alcance, o no puede nombrar otra fuente' },
        404: { description: 'No hay un pedido con ese número' },
      },
    },
    handler: async (request, response) => {
      const { fuente } = parseInput(fuenteQuerySchema, request.query);
      const numero = String(request.params.numero);
      const { caller, scopes } = keyOf(response);
      const speaksForAll = scopes.has('relevar') || scopes.has('confirmar');
      if (fuente !== undefined && !speaksForAll) throw outOfScope('relevar', 'fuente');
      response.json(await readOrder(deps, fuente === undefined ? { numero, caller } : { numero, fuente }));
    },
  };
}

/**
 * Reads an order with its ticket and its delivery attempts.
 *
 * @throws HttpProblem 404 if there is no such order
 */
export async function readOrder({ orders, queue }: ReadDeps, ref: OrderRef): Promise<OrderReply> {
  const known = await orders.find(ref);
  if (!known) {
    const numero = cleanNumber(ref.numero);
    if (numero === ref.numero) throw unknownOrder(numero);
    return readOrder({ orders, queue }, { ...ref, numero });
  }
  const { delivery, attempts } = (await queue.story(known.deliveryId)) ?? { attempts: [] };
  // Read the order again after its delivery, which may just have settled: an order reported as delivered has its ticket.
  const order = (await orders.find(ref)) ?? known;
  return orderReply(order, delivery, attempts);
}
