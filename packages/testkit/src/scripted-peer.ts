import { once } from 'node:events';
import http, { type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type AcceptedReply,
  type Confirmation,
  type Health,
  type ProblemSlug,
  problemMediaType,
  problems,
  problemType,
  ticketPaths,
} from '@relevo/contract';

/**
 * What the peer does with one request.
 * - `{ status, headers?, body?, html?, text? }` answers. Without a body, 200 and 201 answer what the peer's
 *   `take` says, 4xx and 5xx with the services' own problem+json where they have one of that status.
 * - `drop` cuts the connection, `hang` never answers, `trickle` sends a body that never ends, a byte at a
 *   time, `cut` breaks off in the middle of the body, `store-then-drop` takes it and cuts.
 */
export type Step = Answer | 'drop' | 'hang' | 'trickle' | 'cut' | 'store-then-drop';
export type Answer = {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
  html?: string;
  text?: string;
};

/** Takes a message in, as the service that the peer stands for would, and says what that one answers. */
export type Take = (request: PeerRequest) => {
  /** Instead of the step's. */
  status?: number;
  headers?: Record<string, string>;
  body: unknown;
};

/** A request as it arrived; `at` in milliseconds since the epoch, `json` undefined where it is not JSON. */
export type PeerRequest = {
  method: string;
  path: string;
  headers: http.IncomingHttpHeaders;
  body: string;
  json: unknown;
  at: number;
};

export type ScriptedPeer = {
  url: string;
  port: number;
  /** Every request in the order of arrival, also those that got no answer. */
  requests: PeerRequest[];
  /** Resolves as soon as `count` requests have arrived in all. */
  received(count: number): Promise<void>;
  /** What `GET /healthz` answers from now on, or that it is a step like any other. */
  health?: Health | 'step';
  /** Goes on with another script from the next request. */
  follow(script: Step[]): void;
  [Symbol.asyncDispose](): Promise<void>;
};

/**
 * A real HTTP server on a free loopback port that does as told: one step a request, the last one for ever.
 * For tests of whatever talks to another service: faults are data. It knows nothing of keys and of stores: who asks for those or
 * says that it is there gets a 404, which is no step and is not counted. The same for who asks how it is, unless `health` says
 * otherwise.
 */
export async function scriptedPeer(
  script: Step[] = [{ status: 200 }],
  take: Take = () => ({ body: {} }),
): Promise<ScriptedPeer> {
  const requests: PeerRequest[] = [];
  const waiting = new Set<{ count: number; resolve: () => void }>();
  let steps = [...script];

  const server = http.createServer(async (incoming, reply) => {
    incoming.on('error', () => {});
    const request = await readRequest(incoming).catch(() => undefined);
    if (!request) return;
    // The store asks for the keys, and says that it is there, beside all that a script is about.
    if (asides.has(request.path)) return endProblem(reply, 404, {});
    if (request.path === '/healthz' && peer.health !== 'step') {
      if (!peer.health) return endProblem(reply, 404, {});
      reply.writeHead(200, { 'Content-Type': 'application/json' });
      return void reply.end(JSON.stringify(peer.health));
    }
    requests.push(request);
    const step = (steps.length > 1 ? steps.shift() : steps[0]) ?? { status: 200 };
    answerStep(step, request, reply, take);
    for (const waiter of waiting) {
      if (requests.length < waiter.count) continue;
      waiting.delete(waiter);
      waiter.resolve();
    }
  });
  // As the real service: longer than the client's idle sockets live.
  server.keepAliveTimeout = 65_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  const peer: ScriptedPeer = {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    received: (count) =>
      new Promise((resolve) => {
        if (requests.length >= count) resolve();
        else waiting.add({ count, resolve });
      }),
    follow(next) {
      steps = [...next];
    },
    async [Symbol.asyncDispose]() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
  return peer;
}

const asides: ReadonlySet<string> = new Set([ticketPaths.liveKeys, ticketPaths.storeSignal]);

async function readRequest(incoming: http.IncomingMessage): Promise<PeerRequest> {
  const at = Date.now();
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const body = Buffer.concat(chunks).toString();
  const { method = '', url = '', headers } = incoming;
  return { method, path: url, headers, body, json: parseJson(body), at };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export type ScriptedTickets = ScriptedPeer & {
  /**
   * The tickets taken, which stay when the script changes: order number → ticket_id, with `caller/` before the number for
   * any caller but `tienda`.
   */
  tickets: Map<string, number>;
};

/**
 * A scripted peer that stands for the ticket service: a 200 or 201 without a body answers as that does (a number
 * seen before gets 200 and `idempotent: true`), and `store-then-drop` takes the ticket.
 */
export async function scriptedTickets(script: Step[] = [{ status: 201 }]): Promise<ScriptedTickets> {
  const tickets = new Map<string, number>();
  const peer = await scriptedPeer(script, (request) => {
    const accepted = takeTicket(request, tickets);
    if (!accepted.idempotent) return { body: accepted };
    return { status: 200, headers: { 'Idempotent-Replayed': 'true' }, body: accepted };
  });
  return Object.assign(peer, { tickets });
}

const usualCaller = 'tienda';

/** The answer of the ticket service; one number keeps its ticket_id for as long as the peer lives. */
function takeTicket(request: PeerRequest, tickets: Map<string, number>): AcceptedReply {
  const order = (request.json ?? {}) as Record<string, unknown>;
  const numero = String(order.numero ?? '').trim();
  const fuente = String(request.headers['relevo-fuente'] ?? usualCaller);
  const name = fuente === usualCaller ? numero : `${fuente}/${numero}`;
  const known = tickets.get(name);
  const ticketId = known ?? tickets.size + 1;
  tickets.set(name, ticketId);
  return {
    exito: true,
    ticket_id: ticketId,
    numero,
    fuente,
    estado: 'pendiente',
    prioridad: 'normal',
    repartidor_asignado: null,
    fecha_creacion: new Date(request.at).toISOString(),
    cliente_nombre: String(order.cliente_nombre ?? '').trim(),
    total: Number(order.total ?? 0),
    idempotent: known !== undefined,
  };
}

/** What the store itself answers when it has no such order. */
export const unknownOrder: Answer = {
  status: 404,
  headers: { 'Content-Type': problemMediaType },
  get body() {
    return ownProblem(404, 'No hay un pedido con ese número.');
  },
};

/** A scripted peer that stands for the store: a 200 without a body takes what it is told, and says so. */
export function scriptedStore(script: Step[] = [{ status: 200 }]): Promise<ScriptedPeer> {
  return scriptedPeer(script, ({ path, json }) => {
    const { ticket_id, estado } = json as Confirmation;
    const [name = ''] = path.slice('/api/confirmar-ticket/'.length).split('?');
    const numero = decodeURIComponent(name);
    return { body: { exito: true, numero, ticket_id, estado } };
  });
}

/** Does one step of a script to one request. */
function answerStep(step: Step, request: PeerRequest, reply: ServerResponse, take: Take) {
  switch (step) {
    case 'hang':
      return;
    case 'drop':
      return reply.destroy();
    case 'store-then-drop':
      take(request);
      return reply.destroy();
    case 'cut':
      reply.writeHead(201, { 'Content-Type': 'application/json', 'Content-Length': '1000' });
      return reply.write('{"exito":true,', () => reply.destroy());
    case 'trickle':
      return trickle(reply);
    default:
      return answer(step, request, reply, take);
  }
}

function answer(step: Answer, request: PeerRequest, reply: ServerResponse, take: Take) {
  const { status, headers = {}, html, text } = step;
  if (html !== undefined) return end(reply, status, { 'Content-Type': 'text/html', ...headers }, html);
  if (text !== undefined) return end(reply, status, { 'Content-Type': 'text/plain', ...headers }, text);
  if (step.body !== undefined) return endJson(reply, status, headers, step.body);
  if (status === 200 || status === 201) {
    const taken = take(request);
    return endJson(reply, taken.status ?? status, { ...taken.headers, ...headers }, taken.body);
  }
  if (status >= 400) return endProblem(reply, status, headers);
  return end(reply, status, headers, '');
}

function trickle(reply: ServerResponse) {
  reply.writeHead(201, { 'Content-Type': 'application/json' });
  reply.write('{"exito":true,"relleno":"');
  const timer = setInterval(() => reply.write('.'), 10);
  reply.on('close', () => clearInterval(timer));
}

function endProblem(reply: ServerResponse, status: number, headers: Record<string, string>) {
  const detail = `respuesta ${status} de prueba`;
  endJson(reply, status, { 'Content-Type': problemMediaType, ...headers }, ownProblem(status, detail));
}

/** A problem as the services answer it; of another status, one that says nothing of them. */
export function ownProblem(status: number, detail: string): Record<string, unknown> {
  const slug = ownSlugs.find((name) => problems[name].status === status);
  const type = slug ? problemType(slug) : 'about:blank';
  return { type, title: detail, status, detail, instance: 'prueba', error: detail };
}

const ownSlugs = Object.keys(problems) as ProblemSlug[];

/**
 * What others answer in the place of a healthy service: routers of platforms, proxies, firewalls, pages of networks.
 * Sources: status.render.com k0dv2zzpthlx, h255yv1rsq2d; Railway's "Application not found"; the defaults of Traefik, nginx
 * and Express; Cloudflare's challenge.
 */
export const strangers = {
  'router of Render': {
    status: 404,
    headers: { 'x-render-routing': 'no-server' },
    text: 'Not Found\n',
  },
  'router of Railway': {
    status: 404,
    headers: { Server: 'railway-edge', 'X-Railway-Fallback': 'true' },
    body: { status: 'error', code: 404, message: 'Application not found', request_id: 'x7Yq' },
  },
  Traefik: { status: 404, text: '404 page not found\n' },
  'nginx, plain HTTP to its HTTPS port': nginx(400, '400 The plain HTTP request was sent to HTTPS port'),
  'nginx, its own limit of a body': nginx(413, '413 Request Entity Too Large'),
  'nginx, another host': nginx(421, '421 Misdirected Request'),
  'nginx, a client that is gone': nginx(499, '499'),
  'a static host': {
    status: 405,
    headers: { Server: 'AmazonS3' },
    html: '<title>405 Method Not Allowed</title>',
  },
  'a firewall': {
    status: 403,
    headers: { Server: 'cloudflare', 'CF-RAY': '8f1-EZE' },
    html: '<title>Just a moment...</title>',
  },
  'a proxy that wants a name': {
    status: 401,
    headers: { 'WWW-Authenticate': 'Basic' },
    text: 'Unauthorized',
  },
  'a locked folder': { status: 423, text: 'Locked' },
  'another application': {
    status: 404,
    headers: { 'X-Powered-By': 'Express' },
    html: '<title>Error</title>Cannot POST',
  },
  'a problem of somebody else': {
    status: 422,
    headers: { 'Content-Type': problemMediaType },
    body: { type: 'https://gateway.example/errors/schema', title: 'Bad', status: 422, detail: 'No schema' },
  },
  'our problem under another status': {
    status: 400,
    headers: { 'Content-Type': problemMediaType },
    body: ownProblem(409, 'El número ya existe'),
  },
  'our problem as plain JSON': { status: 400, body: ownProblem(400, 'Falta el total') },
} as const satisfies Record<string, Answer>;

function nginx(status: number, title: string): Answer {
  const html = `<html><head><title>${title}</title></head><body><center>nginx</center></body></html>`;
  return { status, headers: { Server: 'nginx/1.27.2' }, html };
}

function endJson(reply: ServerResponse, status: number, headers: Record<string, string>, body: unknown) {
  end(reply, status, { 'Content-Type': 'application/json', ...headers }, JSON.stringify(body));
}

function end(reply: ServerResponse, status: number, headers: Record<string, string>, body: string) {
  reply.writeHead(status, headers).end(body);
}
