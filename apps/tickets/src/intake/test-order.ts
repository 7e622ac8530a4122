import {
  acceptedReplySchema,
  headers,
  type Scope,
  testCaller,
  testOrderSchema,
  testOrigin,
  ticketPaths,
} from '@relevo/contract';
import { parseInput, type Route } from '@relevo/service-kit';
import type { RequestHandler } from 'express';
import { requireRole } from '../people/access.ts';
import type { Intake } from './intake.ts';

/** Creates an order to try the board with. It comes in, rings and moves like any other, but counts in no figures. */
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
      const from = { caller: testCaller, scopes: new Set<Scope>(), received: JSON.stringify(order) };
      const { status, body } = await intake(order, from);
      if (body.idempotent) response.set(headers.idempotentReplayed, 'true');
      response.status(status).json(body);
    },
  };
}

/**
 * Makes an order as a food shop would send it. The same id makes the same order, so that the rule of one number, one
 * order holds for it as well.
 * @param id a UUID
 */
function makeTestOrder(id: string) {
  const productos = [
    { nombre: 'Milanesa napolitana con papas fritas', cantidad: 1, precio: 14_900 },
    { nombre: 'Empanada de carne cortada a cuchillo', cantidad: 6, precio: 1_850 },
    { nombre: 'Agua con gas 500 ml', cantidad: 2, precio: 2_100 },
  ];
  return {
    numero: `PRUEBA-${id.slice(0, 8).toUpperCase()}`,
    cliente_nombre: 'Juana Molina',
    cliente_direccion: 'Av. Corrientes 1234, 3.º B, CABA',
    // Nobody's number, so that trying the call button disturbs no stranger.
    cliente_telefono: '11 0000-0000',
    productos,
    total: productos.reduce((sum, { cantidad, precio }) => sum + cantidad * precio, 0),
    metodo_pago: 'efectivo',
    indicaciones: 'Es un pedido de prueba: no hay que cocinar ni llevar nada.',
    origen: testOrigin,
  };
}
