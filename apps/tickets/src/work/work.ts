import {
  type Action,
  actions,
  anyCommandSchema,
  type Command,
  type CommandReply,
  commandReplySchema,
  commandSchema,
  ticketPaths,
} from '@relevo/contract';
import { HttpProblem, parseInput, type Route, type Trace, traceOf } from '@relevo/service-kit';
import type { RequestHandler } from 'express';
import { viewOf } from '../event-log/view.ts';
import { ticketIdOf, unknownTicket } from '../history/ticket-id.ts';
import { personOf, type Viewer } from '../people/access.ts';
import type { CommandInput, CommandOutcome } from './run-command.ts';

export type Work = (ticketId: number, body: unknown, person: Viewer, trace?: Trace) => Promise<CommandReply>;

/**
 * Runs one command on a ticket, from HTTP or from a socket. Resolves when the change, its event, the history and the
 * confirmation to the store are on disk.
 * @throws HttpProblem 400 for an invalid body, 403, 404, 409 with the current ticket, 422
 */
export function createWork(deps: {
  /** Runs the command in one transaction; resolves when it is on disk. */
  run: (input: CommandInput) => Promise<CommandOutcome>;
  clock: { now(): number };
  onChanged: () => void;
}): Work {
  const { run, clock, onChanged } = deps;
  return async (ticketId, body, person, trace) => {
    // Before anything is looked up: a TV must not learn which tickets there are.
    if (viewOf(person).tv) throw new HttpProblem('prohibido', 'Una TV sólo mira.');
    const command = parseCommand(body);
    const outcome = await run({ ticketId, command, person, trace, now: clock.now() });
    switch (outcome.kind) {
      case 'changed':
        onChanged();
        return { ticket: outcome.ticket, seq: outcome.seq };
      case 'stale':
        throw new HttpProblem('version-en-conflicto', `${outcome.author} cambió el ticket mientras tanto.`, {
          extra: { ticket: outcome.ticket, autor: outcome.author },
        });
      case 'illegal':
        throw new HttpProblem('transicion-invalida', outcome.detail);
      case 'forbidden':
        throw new HttpProblem('prohibido', outcome.detail);
      case 'unknown':
        throw unknownTicket();
    }
  };
}

export function commandRoute(work: Work, auth: RequestHandler): Route {
  return {
    method: 'post',
    path: ticketPaths.commands,
    auth,
    body: true,
    doc: {
      summary: 'Hace un cambio en un ticket; el mismo cmd_id otra vez da la misma respuesta',
      request: commandSchema,
      responses: {
        200: { description: 'El ticket como quedó', schema: commandReplySchema },
        400: { description: 'Datos inválidos' },
        403: { description: 'El rol no lo permite' },
        404: { description: 'No existe' },
        409: { description: 'El ticket cambió mientras tanto; trae el actual' },
        422: { description: 'Transición inválida' },
      },
    },
    handler: async (request, response) => {
      response.json(
        await work(ticketIdOf(request.params), request.body, personOf(response), traceOf(response)),
      );
    },
  };
}

/** Parses a command from a client's body. @throws HttpProblem 400 that names every bad field */
function parseCommand(body: unknown): Command {
  // With an unknown action the union checks nothing else, and would not report the other bad fields.
  if (isObject(body) && !isAction(body.accion)) parseInput(anyCommandSchema, body);
  return parseInput(commandSchema, body);
}

function isObject(body: unknown): body is Record<string, unknown> {
  return typeof body === 'object' && body !== null && !Array.isArray(body);
}

function isAction(accion: unknown): accion is Action {
  return (actions as readonly unknown[]).includes(accion);
}
