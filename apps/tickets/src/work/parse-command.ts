import { actions, type Command, commandSchema } from '@relevo/contract';
import { parseInput } from '@relevo/service-kit';
import { z } from 'zod';

const anyAction = commandSchema.options[0].extend({
  accion: z.enum(actions, `debe ser una de: ${actions.join(', ')}`),
});

/** A command in a client's body. @throws HttpProblem 400 that names every bad field */
export function parseCommand(body: unknown): Command {
  // Where the action is not known the union looks at nothing else, and would not tell of the other faults.
  if (isObject(body) && !anyAction.shape.accion.safeParse(body.accion).success) parseInput(anyAction, body);
  return parseInput(commandSchema, body);
}

function isObject(body: unknown): body is Record<string, unknown> {
  return typeof body === 'object' && body !== null && !Array.isArray(body);
}
