import { z } from 'zod';
import { ticketEventNames } from './event-names.ts';
import { prioritySchema, stateSchema } from './state-schemas.ts';
import { driverSchema, ticketSchema } from './ticket.ts';

/** One change, as every board sees it. `prev` is the number before it that this subscriber could see. */
export const ticketEventSchema = z.object({
  evento: z.enum(ticketEventNames),
  epoch: z.string(),
  seq: z.int(),
  prev: z.int(),
  en: z.iso.datetime(),
  autor: z.string(),
  ticket_id: z.int(),
  numero: z.string(),
  cliente_nombre: z.string(),
  estado: stateSchema,
  repartidor: driverSchema.nullable(),
  prioridad: prioritySchema,
  tipo_cliente: z.string().nullable(),
  ticket: ticketSchema,
});
export type TicketEvent = z.infer<typeof ticketEventSchema>;

/**
 * A ticket left the view of a driver: it was given to somebody else. It tells nothing of the ticket but its id.
 */
export const leaveEventSchema = z.object({
  evento: z.literal('ticket_retirado'),
  epoch: z.string(),
  seq: z.int(),
  prev: z.int(),
  en: z.iso.datetime(),
  ticket_id: z.int(),
});
export type LeaveEvent = z.infer<typeof leaveEventSchema>;

/** Whatever stands in a subscriber's stream. */
export const boardEventSchema = z.discriminatedUnion('evento', [ticketEventSchema, leaveEventSchema]);
export type BoardEvent = z.infer<typeof boardEventSchema>;

export const snapshotSchema = z.object({
  tipo: z.literal('instantanea'),
  epoch: z.string(),
  head: z.int(),
  tickets: z.array(ticketSchema),
});
export const deltaSchema = z.object({
  tipo: z.literal('delta'),
  epoch: z.string(),
  desde: z.int(),
  head: z.int(),
  eventos: z.array(boardEventSchema),
});
/** Answer of `GET /api/tablero` and of the socket's `suscribir`. */
export const boardReplySchema = z.discriminatedUnion('tipo', [snapshotSchema, deltaSchema]);
export type Snapshot = z.infer<typeof snapshotSchema>;
export type Delta = z.infer<typeof deltaSchema>;
export type BoardReply = z.infer<typeof boardReplySchema>;

/** Where a board stands in the log. Both absent: it has nothing yet. */
export const cursorSchema = z.object({
  epoch: z.string().max(64).optional(),
  seq: z.int().min(0).optional(),
});
export type Cursor = z.infer<typeof cursorSchema>;

/** Said every 5 s. `ultima_entrada`: when the last order came in; `huella`: see `boardFingerprint`. */
export const positionSchema = z.object({
  epoch: z.string(),
  head: z.int(),
  ahora: z.iso.datetime(),
  ultima_entrada: z.iso.datetime().nullable(),
  huella: z.string(),
});
export type Position = z.infer<typeof positionSchema>;
