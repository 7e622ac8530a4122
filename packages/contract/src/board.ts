import { type Command, type TicketEventName, ticketEventNames } from '@relevo/ticket-rules';
import { z } from 'zod';
import type { BoardSettings } from './board-settings.ts';
import type { SocketCommandReply } from './command.ts';
import { prioritySchema, stateSchema } from './order.ts';
import type { Problem } from './problem-schemas.ts';
import { storeStateSchema } from './store-api.ts';
import { boardTicketSchema, driverSchema, tvTicketSchema } from './ticket.ts';

/** One change, as every board sees it. `prev` is the number before it that this subscriber could see. */
export const ticketEventSchema = z.object({
  evento: z.enum(ticketEventNames),
  epoch: z.string(),
  seq: z.int(),
  prev: z.int(),
  en: z.iso.datetime(),
  autor: z.string(),
  /** Why, where the action asks for a reason. */
  motivo: z.string().optional(),
  ticket_id: z.int(),
  numero: z.string(),
  cliente_nombre: z.string(),
  estado: stateSchema,
  repartidor: driverSchema.nullable(),
  prioridad: prioritySchema,
  tipo_cliente: z.string().nullable(),
  ticket: boardTicketSchema,
});
export type TicketEvent = z.infer<typeof ticketEventSchema>;

/**
 * A ticket left the view of a driver (it was given to somebody else) or of a TV (it was closed). It tells nothing of the
 * ticket but its id, and a driver who took it off their list.
 */
export const leaveEventSchema = z.object({
  evento: z.literal('ticket_retirado'),
  epoch: z.string(),
  seq: z.int(),
  prev: z.int(),
  en: z.iso.datetime(),
  autor: z.string().optional(),
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
  tickets: z.array(boardTicketSchema),
});
export const deltaSchema = z.object({
  tipo: z.literal('delta'),
  epoch: z.string(),
  desde: z.int().meta({ description: 'Desde qué cambio, sin incluirlo', example: 5_300 }),
  head: z.int(),
  eventos: z.array(boardEventSchema),
});
/** Answer of `GET /api/tablero` and of the socket's `suscribir`. */
export const boardReplySchema = z.discriminatedUnion('tipo', [snapshotSchema, deltaSchema]);
export type Snapshot = z.infer<typeof snapshotSchema>;
export type Delta = z.infer<typeof deltaSchema>;
export type BoardReply = z.infer<typeof boardReplySchema>;

/** A change as a TV gets it: nobody's name but the first names in its ticket. */
export const tvEventSchema = ticketEventSchema
  .pick({ evento: true, epoch: true, seq: true, prev: true, en: true, ticket_id: true })
  .extend({ ticket: tvTicketSchema });
/** Answer of `GET /api/tablero` and of the socket's `suscribir` to a TV. */
export const tvReplySchema = z.discriminatedUnion('tipo', [
  snapshotSchema.extend({ tickets: z.array(tvTicketSchema) }),
  deltaSchema.extend({ eventos: z.array(z.discriminatedUnion('evento', [tvEventSchema, leaveEventSchema])) }),
]);

/** Where a board stands in the log. Both absent: it has nothing yet. */
export const cursorSchema = z.object({
  epoch: z.string().max(64).optional(),
  seq: z.int().min(0).optional(),
});
export type Cursor = z.infer<typeof cursorSchema>;

/**
 * Said every 5 s. `ultima_entrada`: when the last order came in; `huella`: see `boardFingerprint`; `tiendas`: the stores that are
 * waited for, not said to drivers.
 */
export const positionSchema = z.object({
  epoch: z.string(),
  head: z.int(),
  ahora: z.iso.datetime(),
  ultima_entrada: z.iso.datetime().nullable(),
  huella: z.string(),
  tiendas: z.array(storeStateSchema).optional(),
});
export type Position = z.infer<typeof positionSchema>;

/** Answer of `GET /api/tablero/totales`: `productTotals` over what the viewer sees, at one head of the log. */
export const boardTotalsSchema = z.object({
  epoch: z.string(),
  head: z.int(),
  productos: z
    .array(
      z.object({
        nombre: z.string(),
        /** What it is counted in, if not in pieces. */
        unidad: z.string().optional(),
        cantidad: z.number(),
        falta: z.number(),
        tickets: z.array(z.int()),
      }),
    )
    .meta({ description: 'Lo que la cocina tiene que hacer, sumado por producto' }),
});
export type BoardTotals = z.infer<typeof boardTotalsSchema>;

/** Socket.IO: what the ticket service says to a board. */
export type ServerToClientEvents = Record<TicketEventName, (event: TicketEvent) => void> & {
  ticket_retirado: (event: LeaveEvent) => void;
  posicion: (position: Position) => void;
  /** Said to each board as it connects, and to all when somebody has changed them. */
  ajustes: (settings: BoardSettings) => void;
};

/** Socket.IO: what a board says to the ticket service; each is acknowledged. */
export type ClientToServerEvents = {
  comando: (command: Command & { ticket_id: number }, reply: (answer: SocketCommandReply) => void) => void;
  suscribir: (cursor: Cursor, reply: (answer: BoardReply | { ok: false; problema: Problem }) => void) => void;
};
