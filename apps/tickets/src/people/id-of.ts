import { HttpProblem } from '@relevo/service-kit';

/** The `:id` of the path. @throws HttpProblem 404 when nothing can have it */
export function idOf(params: { id?: unknown }): number {
  const text = String(params.id);
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new HttpProblem('no-encontrado', 'No hay nada con ese id.');
  return Number(text);
}
