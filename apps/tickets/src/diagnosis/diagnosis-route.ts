import {
  type Diagnosis,
  diagnosisQuerySchema,
  diagnosisSchema,
  positionIntervalMs,
  ticketPaths,
} from '@relevo/contract';
import { parseInput, type Route } from '@relevo/service-kit';
import type { RequestHandler } from 'express';
import type { Settings } from '../settings.ts';
import { describeRequest } from './describe-request.ts';

type Deps = { settings: Pick<Settings, 'http' | 'socket'>; version: string; clock: { now(): number } };

/** What the service sees of whoever asks, for the page that tests the connection. */
export function diagnosisRoute({ settings, version, clock }: Deps, reader: RequestHandler): Route {
  const { http, socket } = settings;
  return {
    method: 'get',
    path: ticketPaths.diagnosis,
    auth: reader,
    doc: {
      summary: 'Cómo llegó esta misma solicitud: para revisar el proxy que está delante',
      query: diagnosisQuerySchema,
      responses: { 200: { description: 'Lo que ve el servicio', schema: diagnosisSchema } },
    },
    handler: (request, response) => {
      const { origen: origin } = parseInput(diagnosisQuerySchema, request.query);
      response.json({
        hora: new Date(clock.now()).toISOString(),
        version,
        ...describeRequest(request, { origin, ...http }),
        socket: {
          ping_interval_ms: socket.pingIntervalMs,
          ping_timeout_ms: socket.pingTimeoutMs,
          posicion_cada_ms: positionIntervalMs,
        },
      } satisfies Diagnosis);
    },
  };
}
