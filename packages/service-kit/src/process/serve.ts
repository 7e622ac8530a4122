import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { problemMediaType, problemType } from '@relevo/contract';
import { atDoor } from '../http/problem.ts';
import { securityHeaders } from '../http/security-headers.ts';
import type { Logger } from '../observe/log.ts';
import { type Clock, systemClock } from './clock.ts';
import { limitConnections } from './connection-limits.ts';
import type { Lifecycle } from './health.ts';
import { listen } from './listen.ts';

export type ServeOptions = {
  host: string;
  /** 0 lets the system choose. */
  port: number;
  /** Open connections in all; no limit unless given. */
  maxConnections?: number;
  /** Open connections from one address. Not applied with `trustProxy`: then all of them come from the proxy. */
  maxConnectionsPerAddress?: number;
  trustProxy?: number | false;
  log: Logger;
  lifecycle: Lifecycle;
  upgrades?: {
    /**
     * The path of the WebSockets. Another request that offers an upgrade (some clients offer HTTP/2 in clear text with
     * every request) is answered as if it offered none (RFC 9110 §7.8): an upgrade handler would let it hang.
     */
    path: string;
    /**
     * Called before listening, to attach what handles upgrades (Socket.IO). The function that it returns closes their
     * connections: it is called when draining begins, and awaited within the same limit.
     */
    attach: (server: Server) => undefined | (() => Promise<void>);
  };
  /** Called when draining begins and awaited in the same way, to end what works without requests, such as a relay. */
  onDrain?: () => PromiseLike<void>;
  /** How long requests in flight may still take when the service stops, in milliseconds. */
  drainMs?: number;
  clock?: Clock;
};

export type Served = AsyncDisposable & { url: string; port: number; server: Server };

/**
 * Listens, and makes the lifecycle ready. Disposing of the result drains: new work is refused with 503, idle connections
 * close at once, requests in flight may finish within `drainMs`, and the rest is cut.
 *
 * @throws SettingsError when the address cannot be taken
 */
export async function serve(app: RequestListener, options: ServeOptions): Promise<Served> {
  const { host, port, log, lifecycle, drainMs = 8_000, clock = systemClock } = options;
  const server = createServer({
    ...timeouts,
    requireHostHeader,
    shouldUpgradeCallback: takesUpgrade(options),
  });
  limitConnections(server, connectionLimits(options), { log });
  // Before `attach`: Socket.IO takes over the listeners that it finds and calls them for other requests.
  const work = trackWork(server);
  server.on('request', app);
  server.on('clientError', answerMalformed({ log, answerOf: work.answerOf }));
  const closeUpgraded = options.upgrades?.attach(server);
  limitPipelining(server, { log });
  const drainSteps = [closeUpgraded, options.onDrain].filter((end) => end !== undefined);
  const address = await listen(server, host, port);
  lifecycle.state = 'ready';

  let drained: Promise<void> | undefined;
  const dispose = () => {
    drained ??= drain({ server, work, lifecycle, drainSteps, drainMs, clock, log });
    return drained;
  };
  return { url: address.url, port: address.port, server, [Symbol.asyncDispose]: dispose };
}

function connectionLimits({ maxConnections, maxConnectionsPerAddress, trustProxy }: ServeOptions) {
  const noLimit = Number.POSITIVE_INFINITY;
  return {
    max: maxConnections ?? noLimit,
    maxPerAddress: trustProxy ? noLimit : (maxConnectionsPerAddress ?? noLimit),
  };
}

function takesUpgrade({ upgrades }: ServeOptions): (req: IncomingMessage) => boolean {
  return ({ headers, url = '' }) =>
    upgrades !== undefined &&
    headers.upgrade?.toLowerCase() === 'websocket' &&
    url.startsWith(`${upgrades.path}/`);
}

// Node's own refusal would be a bare line; the request gate refuses with a problem.
const requireHostHeader = false;

const timeouts = {
  // Longer than any client or proxy keeps an idle connection, so that we never close one while a request is on its way
  // (ECONNRESET on a POST).
  keepAliveTimeout: 65_000,
  headersTimeout: 15_000,
  // The whole of a request, its body too: 256 KiB take a slow phone less.
  requestTimeout: 15_000,
  connectionsCheckingInterval: 1_000,
};

const lingerMs = 1_000;

/**
 * Makes the listener for a server's `clientError`: it answers bytes that are not HTTP (400, 408 or 431) and closes the
 * connection. Anybody can send such bytes, so they are worth no more than a debug line.
 */
function answerMalformed(deps: { log: Logger; answerOf: (socket: object) => ServerResponse | undefined }) {
  return (error: Error & { code?: string }, socket: Duplex): void => {
    deps.log.debug({ code: error.code }, 'malformed request');
    // Bytes written after the start of an answer would look like a part of it.
    const begun = deps.answerOf(socket)?.headersSent ?? false;
    if (error.code === 'ECONNRESET' || !socket.writable || begun) return void socket.destroy();
    socket.end(rawAnswer(statusOf(error.code), randomUUID()));
    // Node no longer applies its own limits here, so a client that never closes its side would keep the connection for ever.
    // Not destroyed at once: the reset would overtake the answer.
    const linger = setTimeout(() => socket.destroy(), lingerMs).unref();
    socket.once('close', () => clearTimeout(linger));
  };
}

function statusOf(code: string | undefined): number {
  if (code === 'HPE_HEADER_OVERFLOW') return 431;
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
}

function rawAnswer(status: number, requestId: string): string {
  const detail = details[status] ?? 'La solicitud no es HTTP válido.';
  const title = 'Solicitud HTTP inválida';
  const type = problemType('datos-invalidos');
  const body = JSON.stringify({ ...atDoor, type, title, status, detail, instance: requestId, error: detail });
  const headers = [
    ...securityHeaders,
    ['X-Request-Id', requestId],
    ['Content-Type', problemMediaType],
    ['Content-Length', Buffer.byteLength(body)],
    ['Connection', 'close'],
  ];
  const lines = headers.map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', body].join('\r\n');
}

const details: Record<number, string> = {
  408: 'La solicitud tardó demasiado en llegar.',
  431: 'Las cabeceras son demasiado grandes.',
};

/**
 * Stops a server without dropping work. It keeps listening while requests are in flight, so that a load balancer reads 503
 * from /readyz and not a refused connection. Resolves when the port is free.
 */
async function drain(deps: {
  server: Server;
  work: Work;
  lifecycle: Lifecycle;
  /** Ends what runs besides requests, at the same time. */
  drainSteps: readonly (() => PromiseLike<void>)[];
  /** How long work in flight may still take, in milliseconds. */
  drainMs: number;
  clock: Clock;
  log: Logger;
}): Promise<void> {
  const { server, work, lifecycle, drainSteps, drainMs, clock, log } = deps;
  lifecycle.state = 'draining';
  log.info({ inFlight: work.inFlight() }, 'draining');
  server.closeIdleConnections();

  const done = new AbortController();
  const limit = clock.sleep(drainMs, done.signal).catch(() => {});
  await Promise.race([limit, finishWork(work, drainSteps, log)]);
  done.abort();

  if (work.inFlight() > 0)
    log.warn({ inFlight: work.inFlight(), drainMs }, 'requests cut off after the drain limit');
  const closed = server.listening ? once(server, 'close') : undefined;
  server.close();
  work.cutAll();
  await closed;
}

// All at once: one after the other, their limits would add up to more than a platform waits.
async function finishWork(
  work: Work,
  drainSteps: readonly (() => PromiseLike<void>)[],
  log: Logger,
): Promise<void> {
  const ended = await Promise.allSettled(drainSteps.map(async (end) => end()));
  for (const one of ended)
    if (one.status === 'rejected') log.error({ err: one.reason }, 'a drain step failed');
  await work.idle();
}

/** The work of a server: its connections and the requests in flight. */
type Work = {
  /** Resolves when no request is in flight. */
  idle(): Promise<void>;
  /** Returns the answer that is being written on this connection, if any. */
  answerOf(socket: object): ServerResponse | undefined;
  /** Cuts every connection, upgraded ones too. */
  cutAll(): void;
  inFlight(): number;
};

/** Watches a server's connections and requests. */
function trackWork(server: Server): Work {
  const sockets = new Set<Socket>();
  // No Map or Set here has keys that come and go with each request. V8 copies such a collection every hundred requests or
  // so, and the old copy keeps a reference to the new one: once one copy is in the old generation, all that later copies
  // hold lives until the next full collection.
  const answers = new Map<object, ServerResponse | undefined>();
  let inFlight = 0;
  let onIdle: (() => void)[] = [];

  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => {
      sockets.delete(socket);
      answers.delete(socket);
    });
  });
  server.on('request', (req, res) => {
    const { socket } = req;
    inFlight += 1;
    answers.set(socket, res);
    res.once('close', () => {
      inFlight -= 1;
      if (answers.get(socket) === res) answers.set(socket, undefined);
      if (inFlight > 0) return;
      for (const resolve of onIdle) resolve();
      onIdle = [];
    });
  });

  return {
    idle: () => (inFlight === 0 ? Promise.resolve() : new Promise((resolve) => onIdle.push(resolve))),
    answerOf: (socket) => answers.get(socket),
    cutAll: () => {
      for (const socket of sockets) socket.destroy();
    },
    inFlight: () => inFlight,
  };
}

/** No browser, proxy or client library of today pipelines; whoever has more on their way on one connection floods. */
const maxUnanswered = 16;
const reportEveryMs = 1_000;

/**
 * Closes a connection with more unanswered requests than anybody honest has. Node takes apart all that it reads in one turn,
 * thousands of pipelined requests, and keeps them all. To be called last: it puts itself before every other listener.
 */
function limitPipelining(server: Server, deps: { log: Logger; now?: () => number }): void {
  const { log, now = () => performance.now() } = deps;
  const connections = new WeakMap<Socket, { unanswered: number }>();
  let cut = 0;
  let nextReport = 0;

  server.on('connection', (socket: Socket) => connections.set(socket, { unanswered: 0 }));
  // Node would answer an expectation other than 100-continue (417) past every listener for requests; it may be ignored.
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  const listeners = server.listeners('request');
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    // What has been read already still comes here.
    if (socket.destroyed) return;
    const connection = connections.get(socket);
    if (connection) {
      if (connection.unanswered >= maxUnanswered) return cutOff(socket);
      connection.unanswered += 1;
      response.once('close', () => {
        connection.unanswered -= 1;
      });
    }
    for (const listener of listeners) listener.call(server, request, response);
  });

  function cutOff(socket: Socket): void {
    cut += 1;
    stopParsing(socket);
    socket.resetAndDestroy();
    if (now() < nextReport) return;
    // One line a second at most: a line for each would be a load of its own.
    log.warn({ cut }, 'connections closed, they sent many requests without waiting for answers');
    cut = 0;
    nextReport = now() + reportEveryMs;
  }
}

/**
 * Stops the parser of a connection. Of the 64 KiB that have been read it would still make two thousand requests, and an error
 * with a stack trace for each of them: 30 connections that do so kept a core busy. Not documented by Node; where it
 * is missing, they are made.
 */
function stopParsing(socket: Socket): void {
  const { parser } = socket as { parser?: { onIncoming?: () => number } };
  // What an upgrade answers: the rest of the bytes is not HTTP.
  if (parser?.onIncoming) parser.onIncoming = () => 2;
}
