import { HttpProblem } from '@relevo/service-kit';
import { z } from 'zod';

const idSchema = z.object({ id: z.coerce.number().int().positive() });

/** The ticket's id in the path. @throws HttpProblem 404 for what cannot be one */
export function ticketIdOf(params: unknown): number {
  const parsed = idSchema.safeParse(params);
  if (!parsed.success) throw unknownTicket();
  return parsed.data.id;
}

export function unknownTicket(): HttpProblem {
  return new HttpProblem('no-encontrado', 'No hay un ticket con ese id.');
}
