import type { IncomingHttpHeaders } from 'node:http';
import {
  type Diagnosis,
  diagnosisQuerySchema,
  diagnosisSchema,
  positionIntervalMs,
  type StoreSignalReply,
  type StoresReply,
  storeSignalReplySchema,
  storeSignalSchema,
  storesReplySchema,
  ticketPaths,
  versionSchema,
} from '@relevo/contract';
import {
  type Auth,
  callerOf,
  HttpProblem,
  invalidFields,
  logQuietly,
  parseInput,
  type Route,
} from '@relevo/service-kit';
import type { RequestHandler } from 'express';
import { z } from 'zod';
import type { TicketRepository } from '../history/ticket-repository.ts';
import { authorOf, onlyAdmin } from '../people/access.ts';
import { requireFresh } from '../people/fresh-sign-in.ts';
import { originAllowed } from '../people/origin-check.ts';
import type { Settings } from '../settings.ts';
import { mostStores, type Stores } from './stores.ts';

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

/** The stores that hand orders over: each says here that it is there, and the admin sees which are waited for. */
export function storeRoutes(
  { stores, clock }: { stores: Stores; clock: { now(): number } },
  { admin, relay }: { admin: Auth; relay: Auth },
): Route[] {
  return [
    {
      method: 'post',
      path: ticketPaths.storeSignal,
      auth: relay,
      // Not `bounded`: a store is heard also while its orders are refused, and it costs no write.
      body: true,
      bodyLimitBytes: 1_024,
      doc: {
        summary: 'Una tienda dice que está, y cuántos pedidos esperan en ella; cada 5 s',
        description:
          'La tienda es la fuente de la clave; `instancia`, el proceso. Sin señal por 15 s, el tablero lo dice. `mas_viejo_s`: hace cuántos segundos espera el más viejo, o null.',
        request: storeSignalSchema,
        responses: {
          200: { description: 'Oída', schema: storeSignalReplySchema },
          400: { description: 'Datos inválidos, con cada campo' },
        },
      },
      handler: (request, response) => {
        const said = parseInput(storeSignalSchema, request.body);
        if (!stores.hear(callerOf(response), said)) throw tooManyStores();
        logQuietly(response);
        response.json({ exito: true } satisfies StoreSignalReply);
      },
    },
    {
      method: 'get',
      path: ticketPaths.stores,
      auth: admin,
      doc: {
        summary: 'Las tiendas que se esperan: cuándo se oyó a cada una y qué espera en ella',
        responses: { 200: { description: 'Todas', schema: storesReplySchema }, ...onlyAdmin },
      },
      handler: (_request, response) => response.json({ tiendas: stores.list() } satisfies StoresReply),
    },
    {
      method: 'delete',
      path: ticketPaths.store,
      auth: requireFresh(admin, clock),
      doc: {
        summary: 'Deja de esperar a una tienda; si vuelve a dar señales, se la espera de nuevo',
        responses: {
          204: { description: 'Ya no se la espera' },
          ...onlyAdmin,
          404: { description: 'No existe' },
        },
      },
      handler: async (request, response) => {
        const known = await stores.remove(String(request.params.tienda), authorOf(request, response));
        if (!known) throw new HttpProblem('no-encontrado', 'No se espera a ninguna tienda con ese nombre.');
        response.status(204).end();
      },
    },
  ];
}

function tooManyStores(): HttpProblem {
  const mensaje = `ya se espera a ${mostStores} tiendas: primero hay que sacar una de la lista`;
  return invalidFields([{ campo: 'clave', mensaje }]);
}

const legacyHealthSchema = z.object({
  status: z.enum(['healthy', 'unhealthy']),
  service: z.string(),
  database: z.enum(['ok', 'error']),
  total_tickets: z.int().nullable(),
  version: versionSchema,
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
