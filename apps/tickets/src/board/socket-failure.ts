import { randomUUID } from 'node:crypto';
import type { Problem, Ticket } from '@relevo/contract';
import { HttpProblem, type Logger, problemBody, toProblem } from '@relevo/service-kit';

/** The acknowledgement of what went wrong: the same problem as over HTTP, and on a conflict the current ticket. */
export function socketFailure(
  error: unknown,
  log: Logger,
): { ok: false; problema: Problem; ticket?: Ticket } {
  const requestId = randomUUID();
  const problem = toProblem(error, requestId);
  if (problem.status >= 500) log.error({ err: error, requestId }, 'a board could not be served');
  const { ticket, ...problema } = problemBody(problem, requestId) as Problem & { ticket?: Ticket };
  return { ok: false, problema, ...(ticket && { ticket }) };
}

/** Why a handshake was refused, as Socket.IO hands it to the client (`connect_error`, `data`). */
export function handshakeRefusal(cause?: unknown, log?: Logger): Error & { data: Problem } {
  const requestId = randomUUID();
  if (cause && log) log.error({ err: cause, requestId }, 'could not check who connects');
  const problem = cause
    ? toProblem(cause, requestId)
    : new HttpProblem('no-autorizado', 'Hace falta iniciar sesión.');
  return Object.assign(new Error(problem.message), { data: problemBody(problem, requestId) });
}
