import {
  type FirstFieldName,
  type LaterFieldName,
  type OrderField,
  orderFieldList,
  type Ticket,
  type TicketProduct,
} from '@relevo/ticket-rules';
import { z } from 'zod';
import { prioritySchema, stateSchema, ticketBodySchema } from './order.ts';
import { warningsSchema } from './problem-schemas.ts';
import { line } from './text.ts';

const wireTime = z.iso.datetime();
const text = z.string().nullable();

export const driverSchema = z.object({ id: z.int(), nombre: z.string() });

export const ticketProductSchema: z.ZodType<TicketProduct> = z.looseObject({
  nombre: z.string(),
  cantidad: z.number(),
  precio: z.number().nullish(),
});

const schemaOf: Record<OrderField['kind'], z.ZodType> = {
  number: z.string(),
  line: text,
  text,
  products: z.array(ticketProductSchema),
  amount: z.number(),
  priority: prioritySchema,
  state: stateSchema,
};

/** What the order says, as its ticket keeps it. A ticket of an older canonical version lacks the later fields. */
const orderPart = Object.fromEntries(
  orderFieldList.map(({ name, kind, required, since }) => {
    const schema = required && kind === 'line' ? z.string() : schemaOf[kind];
    return [name, since === 1 ? schema : schema.nullish()];
  }),
) as { [N in FirstFieldName]: z.ZodType<Ticket[N]> } & {
  [N in LaterFieldName]: z.ZodOptional<z.ZodType<Ticket[N]>>;
};

/** A ticket on the wire: in answers, in events and on the board. */
export const ticketSchema = z.object({
  ticket_id: z.int(),
  fuente: z.string(),
  ...orderPart,
  repartidor: driverSchema.nullable(),
  reconocido: z.boolean(),
  version: z.int(),
  fecha_creacion: wireTime,
  llegado_en: wireTime.optional(),
  actualizado_en: wireTime,
  /** What the shop sent besides. Boards do not get it: see `boardTicketSchema`. */
  extra: z.record(z.string(), z.unknown()).optional(),
});

/** A ticket in events and on the board: without the fields that no board shows. */
export const boardTicketSchema = ticketSchema.omit({ extra: true });

/**
 * What a TV gets of a ticket: what a kitchen needs. Both names are first names; nothing in it tells how to reach the
 * customer, where they live or what they pay.
 */
export const tvTicketSchema = z.object({
  ticket_id: z.int(),
  numero: z.string(),
  cliente_nombre: z.string(),
  productos: z.array(
    z.object({
      nombre: z.string(),
      cantidad: z.number(),
      unidad: z.string().optional(),
      notas: z.string().optional(),
      hecho: z.boolean().optional(),
    }),
  ),
  estado: stateSchema,
  prioridad: prioritySchema,
  repartidor: z.object({ nombre: z.string() }).nullable(),
  reconocido: z.boolean(),
  version: z.int(),
  fecha_creacion: wireTime,
  llegado_en: wireTime.optional(),
});
export type TvTicket = z.infer<typeof tvTicketSchema>;

/** Answer 201 or 200 of `POST /api/tickets`: what a relay must see before it believes that a ticket exists. */
export const acceptedReplySchema = z.looseObject({
  exito: z.literal(true),
  ticket_id: z.int(),
  numero: z.string(),
  /** Whose order it is. A service from before callers were relayed says nothing. */
  fuente: z.string().optional(),
  estado: stateSchema,
  prioridad: prioritySchema,
  repartidor_asignado: text,
  fecha_creacion: wireTime,
  llegado_en: wireTime.optional(),
  cliente_nombre: z.string(),
  total: z.number(),
  idempotent: z.boolean(),
  avisos: warningsSchema,
});
export type AcceptedReply = z.infer<typeof acceptedReplySchema>;

export const maxBatchTickets = 500;

/** Body of `POST /api/tickets/lote`; each ticket is checked by itself. */
export const batchBodySchema = z.object(
  {
    tickets: z
      .array(z.unknown(), 'debe ser una lista de tickets')
      .min(1, 'debe tener al menos un ticket')
      .max(maxBatchTickets, `puede tener a lo sumo ${maxBatchTickets} tickets`),
  },
  'debe ser un objeto JSON',
);
/** The same for documentation, with the tickets spelled out. */
export const batchDocSchema = z.object({ tickets: z.array(ticketBodySchema).min(1).max(maxBatchTickets) });

export const batchReplySchema = z.object({
  resultados: z.array(z.looseObject({ numero: z.string().nullable(), status: z.int() })),
});
export type BatchReply = z.infer<typeof batchReplySchema>;

/** A page of tickets, newest first. `cursor` is null on the last page. */
export const ticketPageSchema = z.object({ tickets: z.array(ticketSchema), cursor: z.string().nullable() });
export type TicketPage = z.infer<typeof ticketPageSchema>;

/** One change of a ticket, as `GET /api/tickets/:id/historial` lists it. */
export const historyEntrySchema = z.object({
  seq: z.int(),
  en: wireTime,
  autor: z.string(),
  accion: z.string(),
  de: text,
  a: text,
  motivo: z.string().optional(),
});
export type HistoryEntry = z.infer<typeof historyEntrySchema>;
export const historySchema = z.object({ ticket_id: z.int(), historial: z.array(historyEntrySchema) });

/** Body of `POST /api/tickets/:id/impresiones`: a ticket is about to be put on paper. */
export const printSchema = z.object(
  {
    /** Made by the client, one per sheet: the same id again gives the same answer. */
    id: z.uuid('debe ser un UUID').meta({
      description: 'Uno por hoja: repetido, da la misma respuesta',
      example: '5d0e7f3a-91c2-4b7b-8a53-1d1f0f5b9c11',
    }),
    /** Which device prints: a random id that it keeps. */
    dispositivo: line(64),
    /** Nobody asked for it: it is granted only where the ticket has never been printed. */
    automatica: z.boolean('debe ser verdadero o falso'),
  },
  'debe ser un objeto JSON',
);
export type Print = z.output<typeof printSchema>;

const print = z.object({ en: z.iso.datetime(), autor: z.string() });

/** Answer 200: whether to print, and what the paper has to say about itself. */
export const printReplySchema = z.object({
  /** False: the ticket is on paper already, so it does not print by itself; nothing was recorded. */
  concedida: z.boolean(),
  /** 1, 2, … ; of a print that was not granted, how many there have been. */
  numero_de_impresion: z.int(),
  reimpresion: z.boolean(),
  /** When this one was recorded; null where it was not. */
  en: z.iso.datetime().nullable(),
  /** The ticket's first print, where this is not the one. */
  primera: print.nullable(),
});
export type PrintReply = z.infer<typeof printReplySchema>;
