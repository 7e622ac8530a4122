import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { ClientToServerEvents, ProblemSlug, Role, Scope } from '@relevo/contract';
import { anOrder } from '@relevo/testkit/orders';
import { aCommand } from '@relevo/testkit/work';

/** What is there before anybody asks: `world` of the rules. */
export type World = {
  /** The number of an order of shop A, and its ticket, which no driver has. */
  numero: string;
  ticketId: number;
  /** Ids of a person, a TV link and a key that nobody uses, and of a delivery. */
  personId: number;
  tvLinkId: number;
  keyId: number;
  /** The settings as they are. */
  settings: { version: number; limites: object };
  /** Makes a ticket that nobody has changed. Resolves with its id. */
  newTicket(): Promise<number>;
};

/** A request but for who makes it. The path is the rule's own with unknown ids, and the body `{}`, unless given. */
export type Wanted = { path?: string; body?: object };
type Want = (world: World) => Wanted | Promise<Wanted>;

/** Who may call a route, said by hand: taken from the routes themselves, it would agree with whatever they do. */
export type Rule = {
  /** Anybody may, whoever they are. */
  open?: true;
  /** The scope that a key needs; without it no key may. */
  key?: Scope;
  /** The roles of people that may. */
  people?: readonly Role[];
  tv?: true;
  /** People have to have signed in a short while ago. */
  fresh?: true;
  /** Looks at the session alone: whoever comes with a key is nobody here. */
  sessionOnly?: true;
  /** Ends what lets its caller in. */
  endsSession?: true;
  /** A request of somebody who may, which changes nothing (or something of its own), and its status. */
  ask?: Want;
  answer: number;
  /** The answer's problem, where it is not the usual one of its status. */
  problem?: ProblemSlug;
  /** A request that would change something if it were let in, and its status where it is. The others are refused it. */
  act?: Want;
  done?: number;
  /** Statuses of callers to whom the rule above does not apply, by their names. */
  except?: Readonly<Record<string, number>>;
};

const everybody = ['admin', 'operador', 'repartidor', 'lectura'] as const;
const shop = ['admin', 'operador'] as const;
const admin = { people: ['admin'] } as const;
const freshAdmin = { ...admin, fresh: true } as const;
const own = { sessionOnly: true, people: everybody } as const;
const reads = { key: 'tickets:leer', people: everybody } as const;
const onTv = { tv: true } as const;
const open = { open: true, answer: 200 } as const;
const day = '?desde=2026-05-15T00:00:00-03:00&hasta=2026-05-16T00:00:00-03:00';

// The page is there once the board is built.
const built = existsSync(new URL('../../apps/board/dist/index.html', import.meta.url));
const pages = [
  '/',
  '/entrar',
  '/tv',
  '/cerrados',
  '/hoy',
  '/conexion',
  '/cuenta',
  '/personas',
  '/claves',
  '/auditoria',
];
const page = { open: true, answer: built ? 200 : 404 } as const;

/** What every service has. */
const common: Record<string, Rule> = {
  'GET /healthz': open,
  'GET /livez': open,
  'GET /readyz': open,
  'GET /metrics': { key: 'metricas', answer: 200 },
  'GET /api/openapi.json': open,
  'GET /docs': open,
  'GET /docs/start.js': open,
  'GET /docs/swagger-ui.css': open,
  'GET /docs/swagger-ui-bundle.js': open,
  'GET /docs/favicon-32x32.png': open,
};

let made = 0;
const newOrder = () => {
  made += 1;
  return anOrder(`MATRIZ-${made}`);
};

/** Every route of the ticket service. */
export const ticketRules: Record<string, Rule> = {
  ...common,
  'POST /api/tickets': {
    ...{ key: 'tickets:escribir', answer: 400 },
    ...{ act: () => ({ body: newOrder() }), done: 201 },
  },
  'POST /api/tickets/recibir': {
    ...{ key: 'tickets:escribir', answer: 400 },
    ...{ act: () => ({ body: newOrder() }), done: 201 },
  },
  'POST /api/tickets/lote': {
    ...{ key: 'tickets:escribir', answer: 400 },
    ...{ act: () => ({ body: { tickets: [newOrder()] } }), done: 200 },
  },
  'POST /api/pedido-de-prueba': {
    ...{ key: 'tickets:trabajar', people: shop, answer: 400 },
    ...{ act: () => ({ body: { id: randomUUID() } }), done: 201 },
  },
  // The role is looked at last, so this one asks for a real change.
  'POST /api/tickets/:id/comandos': {
    ...{ key: 'tickets:trabajar', people: shop },
    ask: async ({ newTicket }) => command(await newTicket()),
    answer: 200,
    act: ({ ticketId }) => command(ticketId),
    done: 200,
    // Who does not have the ticket must not learn that it exists.
    except: { 'the role repartidor': 404 },
  },
  'POST /api/tickets/:id/impresiones': {
    ...{ key: 'tickets:trabajar', people: ['admin', 'operador', 'repartidor'], answer: 400 },
    act: ({ ticketId }) => ({
      path: `/api/tickets/${ticketId}/impresiones`,
      body: { id: randomUUID(), dispositivo: 'caja', automatica: false },
    }),
    done: 200,
  },
  'GET /api/tickets': { ...reads, ask: () => ({ path: '/api/tickets?q=secreto' }), answer: 200 },
  'GET /api/tickets/cerrados': { ...reads, answer: 200 },
  'GET /api/tickets/:id': {
    ...{ ...reads, ask: ({ ticketId }) => ({ path: `/api/tickets/${ticketId}` }), answer: 200 },
    except: { 'the role repartidor': 404 },
  },
  'GET /api/tickets/:id/historial': {
    ...{ ...reads, answer: 200 },
    ask: ({ ticketId }) => ({ path: `/api/tickets/${ticketId}/historial` }),
    except: { 'the role repartidor': 404 },
  },
  'GET /api/tablero': { ...reads, ...onTv, answer: 200 },
  'GET /api/tablero/totales': { ...reads, ...onTv, answer: 200 },
  'GET /api/resumen': {
    ...{ key: 'tickets:leer', people: shop, ask: () => ({ path: `/api/resumen${day}` }), answer: 200 },
  },
  'GET /api/resumen.csv': {
    ...{ key: 'tickets:leer', people: shop, fresh: true, answer: 200 },
    ask: () => ({ path: `/api/resumen.csv${day}` }),
  },
  'GET /api/repartidores': {
    ...{ key: 'tickets:leer', people: ['admin', 'operador', 'lectura'], answer: 200 },
  },
  'GET /api/diagnostico': { ...reads, ...onTv, answer: 200 },
  'GET /api/ajustes': { key: 'ajustes', people: everybody, ...onTv, answer: 200 },
  'PUT /api/ajustes': {
    ...{ key: 'ajustes', people: shop, answer: 400 },
    act: ({ settings: { version, limites } }) => ({
      body: { version, limites: { ...limites, pendiente: { aviso_min: 2, tarde_min: 77 } } },
    }),
    done: 200,
  },
  // To sign in, anybody may ask, but from no other site.
  'POST /api/sesion': {
    ...{ open: true, answer: 400 },
    except: { 'another site by its Origin': 403, 'another site by Fetch Metadata': 403 },
  },
  'GET /api/sesion': { sessionOnly: true, people: everybody, ...onTv, answer: 200 },
  'DELETE /api/sesion': {
    ...{ open: true, endsSession: true, answer: 204 },
    except: { 'another site by its Origin': 403, 'another site by Fetch Metadata': 403 },
  },
  // These people have no password to prove who they are with.
  'POST /api/sesion/confirmacion': {
    ...{ ...own, ask: () => ({ body: { clave: 'no es esta' } }), answer: 403, problem: 'entrada-reciente' },
  },
  'GET /api/cuenta': { ...own, answer: 200 },
  'PUT /api/cuenta/clave': {
    ...{ ...own, answer: 400 },
    act: () => ({ body: { clave: 'tren de las once y cuarto', email: 'matriz@ejemplo.com' } }),
    done: 200,
  },
  'DELETE /api/cuenta/sesiones': { ...own, answer: 204 },
  'DELETE /api/cuenta/sesiones/:id': { ...own, answer: 404 },
  'POST /api/cuenta/segundo-factor': { ...own, fresh: true, answer: 200 },
  'POST /api/cuenta/segundo-factor/confirmacion': { ...own, fresh: true, answer: 400 },
  'POST /api/cuenta/segundo-factor/codigos': { ...own, fresh: true, answer: 400 },
  'POST /api/cuenta/segundo-factor/baja': { ...own, fresh: true, answer: 400 },
  'DELETE /api/personas/:id/segundo-factor': { ...freshAdmin, answer: 404 },
  'GET /api/personas': { ...admin, answer: 200 },
  'POST /api/personas': {
    ...{ ...freshAdmin, answer: 400 },
    ...{ act: () => ({ body: { nombre: 'Intrusa', rol: 'admin' } }), done: 201 },
  },
  'PATCH /api/personas/:id': {
    ...{ ...freshAdmin, ask: () => ({ body: { nombre: 'Nadie' } }), answer: 404 },
    act: ({ personId }) => ({ path: `/api/personas/${personId}`, body: { rol: 'admin' } }),
    done: 200,
  },
  'POST /api/personas/:id/enlace': {
    ...{ ...freshAdmin, answer: 404 },
    ...{ act: ({ personId }) => ({ path: `/api/personas/${personId}/enlace` }), done: 201 },
  },
  'GET /api/enlaces-tv': { ...admin, answer: 200 },
  'POST /api/enlaces-tv': {
    ...{ ...freshAdmin, answer: 400 },
    ...{ act: () => ({ body: { nombre: 'Vereda' } }), done: 201 },
  },
  'DELETE /api/enlaces-tv/:id': {
    ...{ ...freshAdmin, answer: 404 },
    ...{ act: ({ tvLinkId }) => ({ path: `/api/enlaces-tv/${tvLinkId}` }), done: 204 },
  },
  'DELETE /api/enlaces-tv/:id/dispositivo': {
    ...{ ...freshAdmin, answer: 404 },
    ...{ act: ({ tvLinkId }) => ({ path: `/api/enlaces-tv/${tvLinkId}/dispositivo` }), done: 204 },
  },
  'GET /api/auditoria': { ...admin, answer: 200 },
  'GET /api/claves': { ...admin, answer: 200 },
  'POST /api/claves': {
    ...{ ...freshAdmin, answer: 400 },
    act: () => ({ body: { nombre: 'Ajena', fuente: 'ajena', alcances: ['tickets:leer'] } }),
    done: 201,
  },
  'POST /api/claves/:id/rotar': {
    ...{ ...freshAdmin, answer: 404 },
    ...{ act: ({ keyId }) => ({ path: `/api/claves/${keyId}/rotar` }), done: 200 },
  },
  'DELETE /api/claves/:id': {
    ...{ ...freshAdmin, answer: 404 },
    ...{ act: ({ keyId }) => ({ path: `/api/claves/${keyId}` }), done: 204 },
  },
  'POST /api/claves/vigentes': {
    ...{ key: 'relevar', answer: 400 },
    ...{ act: () => ({ body: { version: null } }), done: 200 },
  },
  'POST /api/tiendas/senal': {
    ...{ key: 'relevar', answer: 400 },
    ...{ act: () => ({ body: { instancia: 'a', pendientes: 0, mas_viejo_s: null } }), done: 200 },
  },
  'GET /api/tiendas': { ...admin, answer: 200 },
  'DELETE /api/tiendas/:tienda': { ...freshAdmin, answer: 404 },
  'GET /health': open,
  ...Object.fromEntries(pages.map((path) => [`GET ${path}`, page])),
};

/** Of the store, where no session counts: whoever comes with one is nobody. Its shop page is on, as under `npm start`. */
export const storeRules: Record<string, Rule> = {
  ...common,
  'GET /test': open,
  'POST /api/pedidos': {
    ...{ key: 'pedidos:escribir', answer: 400 },
    ...{ act: () => ({ body: newOrder() }), done: 201 },
  },
  'GET /api/pedidos/:numero': {
    ...{ key: 'pedidos:escribir', answer: 200 },
    ask: ({ numero }) => ({ path: `/api/pedidos/${numero}` }),
    // A number means the asking key's own order.
    except: { 'the key of another shop': 404, 'the key of the environment': 404 },
  },
  'GET /api/entregas': { key: 'entregas:operar', answer: 200 },
  'POST /api/entregas/reintentar': {
    ...{ key: 'entregas:operar', answer: 400 },
    ...{ act: () => ({ body: { estado: 'entregada' } }), done: 200 },
  },
  'POST /api/entregas/:id/reintentar': {
    ...{ key: 'entregas:operar', answer: 404 },
    ...{ act: () => ({ path: '/api/entregas/1/reintentar' }), done: 200 },
  },
  'POST /api/confirmar-ticket/:numero': confirmation('/api/confirmar-ticket'),
  'POST /api/pedido/confirmar/:numero': confirmation('/api/pedido/confirmar'),
  // A browser too old for Fetch Metadata is stopped by the kind of the body, which needs a preflight.
  'POST /demo/pedidos': {
    ...{ open: true, answer: 400 },
    except: { 'another site by Fetch Metadata': 403 },
  },
  'GET /demo/pedidos/:numero': {
    ...{ open: true, ask: ({ numero }) => ({ path: `/demo/pedidos/${numero}` }), answer: 404 },
  },
  'GET /demo/config': open,
};

/** What nothing that a TV gets may have. */
export const notForTvs =
  /"(cliente_(direccion|telefono|email)|direccion|total|precio|metodo_pago|indicaciones|autor|extra|origen|fuente)"/;

/** What a board may say over a socket, beside what it takes to connect. */
export const socketRules = {
  suscribir: { ...reads, ...onTv },
  comando: { key: 'tickets:trabajar', people: ['admin', 'operador', 'repartidor'] },
} satisfies Record<keyof ClientToServerEvents, Pick<Rule, 'key' | 'people' | 'tv'>>;
export const connectRule = { ...reads, ...onTv };

function command(ticketId: number): Wanted {
  return { path: `/api/tickets/${ticketId}/comandos`, body: aCommand('priorizar', 1, { prioridad: 'alta' }) };
}

function confirmation(path: string): Rule {
  return {
    ...{ key: 'confirmar', answer: 400 },
    act: ({ numero, ticketId }) => ({
      path: `${path}/${numero}?fuente=local-a`,
      body: { ticket_id: ticketId, estado: 'cancelado', version: 9 },
    }),
    done: 200,
  };
}
