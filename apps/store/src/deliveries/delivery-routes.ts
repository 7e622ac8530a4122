import {
  type ConflictReply,
  type DeliveriesReply,
  deliveriesReplySchema,
  deliveryFilterSchema,
  deliverySummarySchema,
  retryBodySchema,
  retryReplySchema,
  storePaths,
} from '@relevo/contract';
import type { DeliveryQueue, Relay } from '@relevo/outbox';
import { HttpProblem, optionalParameter, parseInput, type Route } from '@relevo/service-kit';
import type { RequestHandler } from 'express';
import { z } from 'zod';
import type { Conflict, ConflictLog } from '../orders/conflicts.ts';
import { deliverySummary } from '../orders/order-reply.ts';
import type { OrderRepository } from '../orders/order-repository.ts';

type Deps = {
  orders: OrderRepository;
  conflicts: Pick<ConflictLog, 'list' | 'count'>;
  queue: DeliveryQueue;
  relay: Relay;
  clock: { now(): number };
};

const listQuerySchema = z.object({
  estado: optionalParameter(deliveryFilterSchema),
  limite: optionalParameter(z.coerce.number('debe ser un número').int().min(1).max(500)),
  cursor: optionalParameter(z.coerce.number('no es válido').int().positive()).meta({
    description: 'El `cursor` de la página anterior',
    example: 311,
  }),
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

const conflictWords = `Con \`estado=conflicto\`, los pedidos que no se aceptaron porque otro ya tenía su número o su clave de \
idempotencia, cada uno con ese otro: los últimos 1000, de a 50. No se pueden reenviar; hace falta otro número.`;

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
        description: `${strangersOnly} ${conflictWords}`,
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
  { orders, conflicts, queue, clock }: Deps,
  { estado, limite = 100, cursor, ajena }: z.infer<typeof listQuerySchema>,
): Promise<DeliveriesReply> {
  const { oldestPendingAt, ...counts } = await queue.counts();
  const sums = {
    cuentas: { ...counts, conflicto: conflicts.count() },
    mas_antigua_pendiente_s: oldestPendingAt === null ? null : (clock.now() - oldestPendingAt) / 1_000,
  };
  if (estado === 'conflicto') {
    const page = conflicts.list({ limit: limite, cursor });
    const last = page.at(-1);
    const hasMore = last !== undefined && conflicts.list({ limit: 1, cursor: last.id }).length > 0;
    return { entregas: page.map(conflictReply), cursor: hasMore ? String(last.id) : null, ...sums };
  }
  const page = await queue.list({ state: estado, limit: limite, cursor, strangers: ajena && { ownWords } });
  const names = await orders.namesOf(page.deliveries.map((delivery) => delivery.id));
  const entregas = page.deliveries.map((delivery) => {
    const { numero = '', caller = '', fuente = caller } = names.get(delivery.id) ?? {};
    return {
      ...deliverySummary(delivery, null),
      numero,
      fuente: caller,
      ...(fuente !== caller && { relevada_como: fuente }),
      creada_en: new Date(delivery.createdAt).toISOString(),
    };
  });
  return { entregas, cursor: page.cursor === undefined ? null : String(page.cursor), ...sums };
}

function conflictReply({ existing, ...conflict }: Conflict): ConflictReply {
  const time = (ms: number) => new Date(ms).toISOString();
  return {
    id: conflict.id,
    estado: 'conflicto',
    numero: conflict.numero,
    fuente: conflict.caller,
    por: conflict.taken === 'key' ? 'clave' : 'numero',
    veces: conflict.times,
    creada_en: time(conflict.firstAt),
    ultima_en: time(conflict.lastAt),
    pedido: conflict.body,
    existente: {
      numero: existing.numero,
      fuente: existing.caller,
      entrega_id: existing.deliveryId,
      ...(existing.ticketId !== null && { ticket_id: existing.ticketId }),
      recibido_en: time(existing.createdAt),
      pedido: existing.body,
    },
  };
}

function toMs(time: string | undefined): number | undefined {
  return time === undefined ? undefined : Date.parse(time);
}
