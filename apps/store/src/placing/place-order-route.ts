import { headers, orderBodySchema, placedReplySchema, storePaths } from '@relevo/contract';
import { callerOf, HttpProblem, type Route, traceOf, workDone } from '@relevo/service-kit';
import type { Request, RequestHandler, Response } from 'express';
import type { createCheckout } from './checkout.ts';

export function placeOrderRoute(checkout: ReturnType<typeof createCheckout>, auth: RequestHandler): Route {
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
        409: { description: 'El número o la clave ya existen con otro pedido' },
      },
    },
    handler: (request, response) => answerCheckout(checkout, callerOf(response), request, response),
  };
}

/** Places the order in the body for `caller` and answers. */
export async function answerCheckout(
  checkout: ReturnType<typeof createCheckout>,
  caller: string,
  request: Request,
  response: Response,
): Promise<void> {
  const idempotencyKey = idempotencyKeyOf(request);
  const { created, reply } = await checkout(request.body, {
    caller,
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
