import type { IncomingHttpHeaders } from 'node:http';
import {
  type Diagnosis,
  diagnosisQuerySchema,
  diagnosisSchema,
  positionIntervalMs,
  ticketPaths,
} from '@relevo/contract';
import { parseInput, type Route } from '@relevo/service-kit';
import type { RequestHandler } from 'express';
import { z } from 'zod';
import type { TicketRepository } from '../history/ticket-repository.ts';
import { originAllowed } from '../people/origin-check.ts';
import type { Settings } from '../settings.ts';

type Deps = {
  settings: Pick<Settings, 'http' | 'socket' | 'storeUrl'>;
  version: string;
  clock: { now(): number };
};

/** How the request arrived at the service, for the page that tests the connection. */
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
        tienda: settings.storeUrl,
        socket: {
          ping_interval_ms: socket.pingIntervalMs,
          ping_timeout_ms: socket.pingTimeoutMs,
          posicion_cada_ms: positionIntervalMs,
        },
      } satisfies Diagnosis);
    },
  };
}

/** What in a request shows how it came here. `ip` and `protocol` as the service understands them. */
type Arrived = { headers: IncomingHttpHeaders; ip?: string; protocol: string };

type Known = {
  /** The origin of the asking page, if the page named it. */
  origin: string | undefined;
  trustProxy: number | false;
  corsOrigins: readonly string[];
};

/** Describes a request as it arrived: only what its sender and the proxies in between said themselves. */
function describeRequest(
  { headers, ip, protocol }: Arrived,
  { origin, trustProxy, corsOrigins }: Known,
): Pick<Diagnosis, 'protocolo' | 'host' | 'direccion_cliente' | 'origen_admitido' | 'proxy'> {
  return {
    protocolo: protocol === 'https' ? 'https' : 'http',
    host: headers.host ?? null,
    direccion_cliente: ip?.replace(/^::ffff:(?=\d+\.)/i, '') ?? null,
    origen_admitido: origin === undefined ? null : originAllowed(origin, headers.host, corsOrigins),
    proxy: {
      saltos: listed(headers['x-forwarded-for']).length,
      de_confianza: trustProxy || 0,
      protocolo: listed(headers['x-forwarded-proto'])[0] ?? null,
    },
  };
}

function listed(header: string | string[] | undefined): string[] {
  return String(header ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

const legacyHealthSchema = z.object({
  status: z.enum(['healthy', 'unhealthy']),
  service: z.string(),
  database: z.enum(['ok', 'error']),
  total_tickets: z.int().nullable(),
  version: z.string(),
  timestamp: z.iso.datetime(),
});

/** `GET /health`, which older monitors read. */
export function legacyHealthRoute(deps: {
  tickets: Pick<TicketRepository, 'count'>;
  /** Proves that the database takes a write; reads can go on working after its file is gone. */
  probe: () => Promise<void>;
  version: string;
  clock: { now(): number };
}): Route {
  const { tickets, probe, version, clock } = deps;
  return {
    method: 'get',
    path: ticketPaths.legacyHealth,
    doc: {
      summary: 'Salud, como la leen monitores anteriores',
      responses: {
        200: { description: 'Sano', schema: legacyHealthSchema },
        503: { description: 'No sano' },
      },
    },
    handler: async (_request, response) => {
      const total = await Promise.all([tickets.count(), probe()]).then(
        ([count]) => count,
        () => null,
      );
      const healthy = total !== null;
      if (!healthy) response.set('Retry-After', '5');
      response.status(healthy ? 200 : 503).json({
        status: healthy ? 'healthy' : 'unhealthy',
        service: 'relevo-tickets',
        database: healthy ? 'ok' : 'error',
        total_tickets: total,
        version,
        timestamp: new Date(clock.now()).toISOString(),
      });
    },
  };
}
