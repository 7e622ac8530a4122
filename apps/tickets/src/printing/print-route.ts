import { printReplySchema, printSchema, ticketPaths } from '@relevo/contract';
import { HttpProblem, invalidFields, parseInput, type Route } from '@relevo/service-kit';
import type { RequestHandler } from 'express';
import { ticketIdOf, unknownTicket } from '../history/ticket-id.ts';
import { personOf, requireRole } from '../people/access.ts';
import type { PrintInput, PrintOutcome } from './prints.ts';

type Deps = {
  /** Resolves when it is on disk. */
  recordPrint: (input: PrintInput) => Promise<PrintOutcome>;
  clock: { now(): number };
};

export function printRoute({ recordPrint, clock }: Deps, reader: RequestHandler): Route {
  return {
    method: 'post',
    path: ticketPaths.prints,
    auth: requireRole(reader, 'admin', 'operador', 'repartidor'),
    body: true,
    doc: {
      summary: 'Anota que un ticket se imprime; el mismo id otra vez da la misma respuesta',
      request: printSchema,
      responses: {
        200: { description: 'Si se imprime y qué dice el papel de sí mismo', schema: printReplySchema },
        400: { description: 'Datos inválidos' },
        403: { description: 'El rol no lo permite' },
        404: { description: 'No existe' },
      },
    },
    handler: async (request, response) => {
      const person = personOf(response);
      const print = parseInput(printSchema, request.body);
      if (print.automatica && person.rol === 'repartidor')
        throw new HttpProblem('prohibido', 'Sólo el local imprime los pedidos nuevos por sí solo.');
      const ticketId = ticketIdOf(request.params);
      const outcome = await recordPrint({ ticketId, print, person, now: clock.now() });
      if (outcome.kind === 'unknown') throw unknownTicket();
      if (outcome.kind === 'taken')
        throw invalidFields([{ campo: 'id', mensaje: 'ya se usó con otro ticket' }]);
      response.json(outcome.reply);
    },
  };
}
