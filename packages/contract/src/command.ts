import { actionRules, actions, type Command, type CommandField } from '@relevo/ticket-rules';
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

const schemaOf: { [K in CommandField['kind']]: (field: Extract<CommandField, { kind: K }>) => z.ZodType } = {
  state: () => stateSchema,
  priority: () => prioritySchema,
  'driver-id': () => z.int('debe ser un número entero').positive('debe ser mayor que 0').nullable(),
  'optional-text': () => optionalText(),
  'product-index': () =>
    z
      .int('debe ser un número entero')
      .min(0, 'debe ser 0 o mayor')
      .max(maxProducts - 1, 'no hay tantos productos'),
  flag: () => z.boolean('debe ser verdadero o falso'),
  line: ({ max }) => line(max),
};

const options = actions.map((accion) => {
  const takes: Record<string, CommandField> = actionRules[accion].takes;
  const fields = Object.entries(takes).map(([name, field]) => [name, schemaOf[field.kind](field as never)]);
  return z.object({ ...base, accion: z.literal(accion), ...Object.fromEntries(fields) });
});

/** Body of `POST /api/tickets/:id/comandos`: one piece of work on a ticket. */
export const commandSchema = z.discriminatedUnion(
  'accion',
  options as [(typeof options)[number], ...typeof options],
  'debe ser un comando con una acción conocida',
) as unknown as z.ZodType<Command>;

/** What every command has: where the action is not known, there is no telling what else it should have. */
export const anyCommandSchema = z.object({
  ...base,
  accion: z.enum(actions, `debe ser una de: ${actions.join(', ')}`),
});

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
