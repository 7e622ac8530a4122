import { z } from 'zod';
import { stateSchema } from './order.ts';
import { warningsSchema } from './problem-schemas.ts';
import { line } from './text.ts';

const wireTime = z.iso.datetime();

export const deliveryStates = ['pendiente', 'entregada', 'rechazada'] as const;
export const deliveryStateSchema = z
  .enum(deliveryStates, `debe ser una de: ${deliveryStates.join(', ')}`)
  .meta({ description: 'Cómo va la entrega', example: 'pendiente' });
export type DeliveryState = z.infer<typeof deliveryStateSchema>;

/** How the hand-over of an order to the ticket service stands. */
export const deliverySummarySchema = z.object({
  id: z.int(),
  estado: deliveryStateSchema,
  intentos: z.int(),
  ticket_id: z.int().optional(),
  proximo_intento: wireTime.optional(),
  motivo: z.string().optional(),
});
export type DeliverySummary = z.infer<typeof deliverySummarySchema>;

/** Answer 201 or 200 of `POST /api/pedidos`. */
export const placedReplySchema = z.looseObject({
  exito: z.literal(true),
  numero: z.string(),
  total: z.number(),
  entrega: deliverySummarySchema,
  idempotent: z.boolean(),
  avisos: warningsSchema,
});
export type PlacedReply = z.infer<typeof placedReplySchema>;

/** One attempt to hand an order over; `n` counts from 1, `duracion_ms` in milliseconds. */
export const attemptSchema = z.object({
  n: z.int(),
  en: wireTime,
  duracion_ms: z.int(),
  resultado: z.enum(['entregada', 'reintento', 'rechazada']),
  status: z.int().optional(),
  detalle: z.string().optional(),
});
export type Attempt = z.infer<typeof attemptSchema>;

/** What the store knows of an order's ticket. */
export const orderTicketSchema = z.object({
  ticket_id: z.int(),
  estado: stateSchema,
  repartidor_asignado: z.string().nullable(),
  version: z.int().nullable(),
  actualizado_en: wireTime,
});
export type OrderTicket = z.infer<typeof orderTicketSchema>;

/** Answer of `GET /api/pedidos/:numero`: the order as it was placed, its hand-over and its ticket. */
export const orderReplySchema = z.looseObject({
  numero: z.string(),
  total: z.number(),
  recibido_en: wireTime,
  entrega: deliverySummarySchema,
  ticket: orderTicketSchema.nullable(),
  intentos: z.array(attemptSchema).meta({ description: 'Cada intento de entrega, el primero primero' }),
});
export type OrderReply = z.infer<typeof orderReplySchema>;

const id = z.int('debe ser un número entero').positive('debe ser mayor que 0');

/** Body of `POST /api/confirmar-ticket/:numero`. */
export const confirmationBodySchema = z.looseObject(
  {
    ticket_id: id,
    estado: stateSchema,
    version: id.nullish(),
    repartidor_asignado: line(200, 0).nullish(),
  },
  'debe ser un objeto JSON',
);
export type Confirmation = z.infer<typeof confirmationBodySchema>;
export const confirmationReplySchema = z.object({
  exito: z.literal(true),
  numero: z.string(),
  ticket_id: z.int(),
  estado: stateSchema,
  ignorado: z.boolean().optional(),
});
export type ConfirmationReply = z.infer<typeof confirmationReplySchema>;

const count = z.int('debe ser un número entero').min(0, 'debe ser 0 o más');

/**
 * Body of `POST /api/tiendas/senal`: an instance of the store is there, and how many orders wait in it to be handed over. The
 * age of the oldest in seconds; null where none waits.
 */
export const storeSignalSchema = z.object(
  {
    instancia: line(64),
    pendientes: count.max(1_000_000_000, 'es demasiado'),
    mas_viejo_s: z
      .number('debe ser un número de segundos')
      .min(0, 'debe ser 0 o más')
      .max(1_000_000_000, 'es demasiado')
      .nullish()
      .transform((seconds) => seconds ?? null),
  },
  'debe ser un objeto JSON',
);
export type StoreSignal = z.output<typeof storeSignalSchema>;
export const storeSignalReplySchema = z.object({ exito: z.literal(true) });
export type StoreSignalReply = z.infer<typeof storeSignalReplySchema>;

/**
 * A store that the ticket service waits for, as boards hear of it. `callada`: none of its instances is heard; `demorada`: it is
 * heard, and orders wait in it. `pendientes` is what it last said.
 */
export const storeStateSchema = z.object({
  tienda: z.string(),
  estado: z.enum(['al-dia', 'demorada', 'callada']),
  oida_en: wireTime,
  pendientes: z.int(),
  mas_viejo_en: wireTime.nullable(),
});
export type StoreState = z.infer<typeof storeStateSchema>;

/** Answer of `GET /api/tiendas`: every store that is waited for, with its processes, those heard last first. */
export const storesReplySchema = z.object({
  tiendas: z.array(
    storeStateSchema.extend({
      instancias: z.array(
        z.object({
          instancia: z.string(),
          callada: z.boolean(),
          oida_en: wireTime,
          pendientes: z.int(),
          mas_viejo_en: wireTime.nullable(),
        }),
      ),
    }),
  ),
});
export type StoresReply = z.infer<typeof storesReplySchema>;

const wireInstant = z.iso.datetime({ offset: true, error: 'debe ser una fecha ISO 8601 con zona horaria' });

/**
 * Body of `POST /api/entregas/reintentar`: which deliveries to send again; `simular` only counts them. `ajena`: only those
 * that were answered last by somebody between the services.
 */
export const retryBodySchema = z.strictObject(
  {
    estado: deliveryStateSchema,
    desde: wireInstant.optional(),
    hasta: wireInstant.optional(),
    ajena: z.literal(true, 'debe ser verdadero, o faltar').optional(),
    simular: z.boolean('debe ser verdadero o falso').optional(),
  },
  'debe ser un objeto JSON con los campos estado, desde, hasta, ajena, simular',
);
export const retryReplySchema = z.object({
  exito: z.literal(true),
  reintentadas: z.int(),
  simulado: z.boolean(),
});

/** What `GET /api/entregas` can be asked for: deliveries, or the orders that never became one. */
export const deliveryFilterSchema = z
  .enum([...deliveryStates, 'conflicto'], `debe ser una de: ${deliveryStates.join(', ')}, conflicto`)
  .meta({ description: 'Cómo va la entrega, o `conflicto`', example: 'rechazada' });

const orderAsSent = z.looseObject({});

/** An order that was refused with 409, and the one that has its number or its Idempotency-Key. */
export const conflictSchema = z.object({
  id: z.int(),
  estado: z.literal('conflicto').meta({ description: 'No se aceptó: no hay entrega', example: 'conflicto' }),
  numero: z.string(),
  /** Whose key sent it. */
  fuente: z.string(),
  /** What the two share. */
  por: z.enum(['numero', 'clave']),
  /** How often it came, and when for the first and the last time. */
  veces: z.int(),
  creada_en: wireTime,
  ultima_en: wireTime,
  /** The order that was refused; `recortado: true` where only its main fields are kept. */
  pedido: orderAsSent,
  /** The order that was there. */
  existente: z.object({
    numero: z.string(),
    fuente: z.string(),
    entrega_id: z.int(),
    ticket_id: z.int().optional(),
    recibido_en: wireTime,
    pedido: orderAsSent,
  }),
});
export type ConflictReply = z.infer<typeof conflictSchema>;

const listedDeliverySchema = deliverySummarySchema.extend({
  numero: z.string(),
  /** The caller whose order it is, and the name under which the ticket service has it where that is another one. */
  fuente: z.string(),
  relevada_como: z.string().optional(),
  creada_en: wireTime,
  ultimo_detalle: z.string().optional(),
});

/** Answer of `GET /api/entregas`. Times of waiting in seconds. */
export const deliveriesReplySchema = z.object({
  /** Conflicts where the question was for those, else deliveries. */
  entregas: z.union([z.array(listedDeliverySchema), z.array(conflictSchema)]),
  cursor: z.string().nullable(),
  cuentas: z.object({ pendiente: z.int(), entregada: z.int(), rechazada: z.int(), conflicto: z.int() }),
  mas_antigua_pendiente_s: z.number().nullable(),
});
export type DeliveriesReply = z.infer<typeof deliveriesReplySchema>;
