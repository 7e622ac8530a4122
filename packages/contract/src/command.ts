import { z } from 'zod';
import { maxProducts, prioritySchema, stateSchema } from './order.ts';
import { problemSchema } from './problem-schemas.ts';
import { line, optionalText } from './text.ts';
import { ticketSchema } from './ticket.ts';

const base = {
  /** Made by the client, one per intention: the same id again has the effect of one. */
  cmd_id: z.uuid('debe ser un UUID'),
  /** The version of the ticket that the person was looking at. */
  version: z.int('debe ser un número entero').positive('debe ser mayor que 0'),
};

const driverId = z.int('debe ser un número entero').positive('debe ser mayor que 0');

/** Body of `POST /api/tickets/:id/comandos`: one piece of work on a ticket. */
export const commandSchema = z.discriminatedUnion(
  'accion',
  [
    z.object({ ...base, accion: z.literal('avanzar') }),
    z.object({ ...base, accion: z.literal('mover'), estado: stateSchema }),
    z.object({ ...base, accion: z.literal('asignar'), repartidor_id: driverId.nullable() }),
    z.object({ ...base, accion: z.literal('priorizar'), prioridad: prioritySchema }),
    z.object({ ...base, accion: z.literal('anotar'), indicaciones: optionalText() }),
    z.object({ ...base, accion: z.literal('cancelar'), motivo: line(500) }),
    z.object({ ...base, accion: z.literal('deshacer') }),
    z.object({ ...base, accion: z.literal('reconocer') }),
    z.object({
      ...base,
      accion: z.literal('marcar_item'),
      indice: z
        .int('debe ser un número entero')
        .min(0, 'debe ser 0 o mayor')
        .max(maxProducts - 1, 'no hay tantos productos'),
      hecho: z.boolean('debe ser verdadero o falso'),
    }),
  ],
  'debe ser un comando con una acción conocida',
);
export type Command = z.output<typeof commandSchema>;
export type Action = Command['accion'];
export const actions: readonly Action[] = commandSchema.options.map((option) => option.shape.accion.value);

/** The same over the socket, which has no path to name the ticket. */
export const socketCommandSchema = z.looseObject({ ticket_id: z.int().positive() });

/** Answer 200 of a command: the ticket as it now is, and the number of the event that changed it. */
export const commandReplySchema = z.object({ ticket: ticketSchema, seq: z.int() });
export type CommandReply = z.infer<typeof commandReplySchema>;

/** Acknowledgement of `comando`. On a stale version `ticket` is the current one. */
export const socketCommandReplySchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), ticket: ticketSchema, seq: z.int() }),
  z.object({ ok: z.literal(false), problema: problemSchema, ticket: ticketSchema.optional() }),
]);
export type SocketCommandReply = z.infer<typeof socketCommandReplySchema>;
