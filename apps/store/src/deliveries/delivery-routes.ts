import {
  type DeliveriesReply,
  deliveriesReplySchema,
  deliveryStateSchema,
  deliverySummarySchema,
  retryBodySchema,
  retryReplySchema,
  storePaths,
} from '@relevo/contract';
import type { DeliveryQueue, Relay } from '@relevo/outbox';
import { HttpProblem, optionalParameter, parseInput, type Route } from '@relevo/service-kit';
import type { RequestHandler } from 'express';
import { z } from 'zod';
import { deliverySummary } from '../orders/order-reply.ts';
import type { OrderRepository } from '../orders/order-repository.ts';

type Deps = { orders: OrderRepository; queue: DeliveryQueue; relay: Relay; clock: { now(): number } };

const listQuerySchema = z.object({
  estado: optionalParameter(deliveryStateSchema),
  limite: optionalParameter(z.coerce.number('debe ser un número').int().min(1).max(500)),
  cursor: optionalParameter(z.coerce.number('no es válido').int().positive()),
  ajena: optionalParameter(z.literal('true', 'debe ser: true')),
});

const idSchema = z.object({ id: z.coerce.number().int().positive() });

/**
 * How the ticket service refuses an order, in all versions. By this, deliveries that a version before ended for the answer of
 * somebody in between are told from those that it refused itself.
 */
export const ownWords = [
  ...['Datos inválidos: ', 'El número ', 'El cuerpo ', 'El JSON anida '],
  ...['Se espera Content-Type', 'Se espera el juego de caracteres', 'Esa compresión no se admite'],
];

const strangersOnly = `\`ajena\` deja solo las que al final no respondió el servicio de tickets, sino alguien en el medio: \
un enrutador, un proxy, una página de la red. Una versión anterior las daba por rechazadas.`;

/** The routes that list deliveries and send them again. */
export function deliveryRoutes(deps: Deps, auth: RequestHandler): Route[] {
  const { queue, relay, clock } = deps;
  return [
    {
      method: 'get',
      path: storePaths.deliveries,
      auth,
      doc: {
        summary: 'Las entregas, lo que queda pendiente y desde cuándo',
        description: strangersOnly,
        query: listQuerySchema,
        responses: { 200: { description: 'Entregas, las últimas primero', schema: deliveriesReplySchema } },
      },
      handler: async (request, response) => {
        response.json(await listDeliveries(deps, parseInput(listQuerySchema, request.query)));
      },
    },
    {
      method: 'post',
      path: storePaths.retryDeliveries,
      auth,
      body: true,
      doc: {
        summary: 'Vuelve a enviar las entregas de un estado, con la misma clave que antes',
        description: strangersOnly,
        request: retryBodySchema,
        responses: { 200: { description: 'Cuántas se reintentan', schema: retryReplySchema } },
      },
      handler: async (request, response) => {
        const { estado, desde, hasta, ajena, simular = false } = parseInput(retryBodySchema, request.body);
        const times = { from: toMs(desde), to: toMs(hasta) };
        const filter = { state: estado, ...times, strangers: ajena && { ownWords } };
        const reintentadas = simular ? await queue.matching(filter) : await queue.retry(filter, clock.now());
        if (!simular) relay.wake();
        response.json({ exito: true, reintentadas, simulado: simular });
      },
    },
    {
      method: 'post',
      path: storePaths.retryDelivery,
      auth,
      doc: {
        summary: 'Vuelve a enviar una entrega, con la misma clave que antes',
        responses: {
          200: {
            description: 'Cómo está la entrega',
            schema: z.object({ exito: z.literal(true), entrega: deliverySummarySchema }),
          },
          404: { description: 'No hay una entrega con ese id' },
        },
      },
      handler: async (request, response) => {
        const parsed = idSchema.safeParse(request.params);
        const id = parsed.success ? parsed.data.id : undefined;
        if (id === undefined || (await queue.retry({ ids: [id] }, clock.now())) === 0) {
          const erased = id !== undefined && (await queue.find(id))?.payload === '';
          throw new HttpProblem('no-encontrado', erased ? erasedWords : 'No hay una entrega con ese id.');
        }
        relay.wake();
        response.json({ exito: true, entrega: deliverySummary(await queue.find(id), null) });
      },
    },
  ];
}

const erasedWords = 'Los datos de ese pedido se borraron: ya no se puede volver a enviar.';

async function listDeliveries(
  { orders, queue, clock }: Deps,
  { estado, limite = 100, cursor, ajena }: z.infer<typeof listQuerySchema>,
): Promise<DeliveriesReply> {
  const [page, counts] = await Promise.all([
    queue.list({ state: estado, limit: limite, cursor, strangers: ajena && { ownWords } }),
    queue.counts(),
  ]);
  const names = await orders.namesOf(page.deliveries.map((delivery) => delivery.id));
  const { oldestPendingAt, ...cuentas } = counts;
  return {
    entregas: page.deliveries.map((delivery) => {
      const { numero = '', caller = '', fuente = caller } = names.get(delivery.id) ?? {};
      return {
        ...deliverySummary(delivery, null),
        numero,
        fuente: caller,
        ...(fuente !== caller && { relevada_como: fuente }),
        creada_en: new Date(delivery.createdAt).toISOString(),
      };
    }),
    cursor: page.cursor === undefined ? null : String(page.cursor),
    cuentas,
    mas_antigua_pendiente_s: oldestPendingAt === null ? null : (clock.now() - oldestPendingAt) / 1_000,
  };
}

function toMs(time: string | undefined): number | undefined {
  return time === undefined ? undefined : Date.parse(time);
}
