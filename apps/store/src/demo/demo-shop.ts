import { fileURLToPath } from 'node:url';
import { orderBodySchema, orderReplySchema, placedReplySchema, type Scope } from '@relevo/contract';
import type { DeliveryQueue } from '@relevo/outbox';
import {
  HttpProblem,
  loggable,
  noteForLog,
  type Route,
  refusedOrigin,
  withoutCredentials,
} from '@relevo/service-kit';
import express, { type Express, type RequestHandler } from 'express';
import { z } from 'zod';
import type { Checkout } from '../orders/checkout.ts';
import type { OrderRepository } from '../orders/order-repository.ts';
import { answerCheckout, readOrder } from '../orders/order-routes.ts';

// The demo shop's page and its own endpoints. They ask for no key, because a page cannot keep one. They exist only with
// DEMO=1, on a developer's machine; a real shop's server calls POST /api/pedidos.

/** Whose orders those of the page are: it shows no others. They may be neither smoke tests nor over already. */
const demoShop = { caller: 'demo', scopes: new Set<Scope>(['pedidos:escribir']) };

type DemoDeps = {
  checkout: Checkout;
  orders: OrderRepository;
  queue: DeliveryQueue;
  /** The address of the board, for the page's link to it. */
  ticketsUrl: string;
};

const configSchema = z.object({
  tablero: z.string().meta({ description: 'La dirección del tablero', example: 'http://localhost:3001/' }),
});

/** The endpoints that the demo page calls: place an order, follow it, find the board. */
export function demoRoutes({ checkout, orders, queue, ticketsUrl }: DemoDeps): Route[] {
  return [
    {
      method: 'post',
      path: '/demo/pedidos',
      auth: refuseOtherSites,
      body: true,
      bounded: true,
      doc: {
        summary: 'Recibe un pedido de la tienda de prueba (sólo con DEMO=1)',
        request: orderBodySchema,
        responses: {
          200: { description: 'El mismo pedido otra vez', schema: placedReplySchema },
          201: { description: 'Pedido aceptado', schema: placedReplySchema },
          400: { description: 'Datos inválidos' },
          403: { description: 'La solicitud viene de otro sitio' },
          409: { description: 'El número o la clave ya existen con otro pedido' },
        },
      },
      handler: (request, response) => {
        const userAgent = loggable(request.get('User-Agent') ?? '');
        noteForLog(response, { caller: demoShop.caller, userAgent });
        return answerCheckout(checkout, demoShop, request, response);
      },
    },
    {
      method: 'get',
      path: '/demo/pedidos/:numero',
      doc: {
        summary: 'Un pedido, para la tienda de prueba (sólo con DEMO=1)',
        responses: {
          200: { description: 'El pedido', schema: orderReplySchema },
          404: { description: 'No hay un pedido con ese número' },
        },
      },
      handler: async (request, response) => {
        response.json(
          await readOrder(
            { orders, queue },
            { caller: demoShop.caller, numero: String(request.params.numero) },
          ),
        );
      },
    },
    {
      method: 'get',
      path: '/demo/config',
      doc: {
        summary: 'Lo que la tienda de prueba necesita saber (sólo con DEMO=1)',
        responses: {
          200: { description: 'Dónde está el tablero', schema: configSchema },
        },
      },
      handler: (_request, response) => {
        response.json({ tablero: withoutCredentials(ticketsUrl) });
      },
    },
  ];
}

// Without a key, any page in the same browser could place orders here. A browser that sends no Sec-Fetch-Site is stopped by
// the JSON content type, which another site may not send without a preflight.
const refuseOtherSites: RequestHandler = (request, response, next) => {
  const site = request.get('Sec-Fetch-Site');
  if (site === undefined || site === 'same-origin' || site === 'none') return next();
  noteForLog(response, refusedOrigin(request));
  throw new HttpProblem('prohibido', 'La tienda de prueba sólo recibe pedidos de su propia página.');
};

/** Serves the files of the demo shop at `/`. */
export function mountDemo(app: Express): void {
  app.use(express.static(demoFolder, { redirect: false }));
}

const demoFolder = fileURLToPath(new URL('../../demo/', import.meta.url));
