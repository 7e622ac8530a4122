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
import { securityHeaders } from '../http/security-headers.ts';
import type { Logger } from '../observe/log.ts';
import { type Clock, systemClock } from './clock.ts';
import type { Lifecycle } from './health.ts';
import { listen } from './listen.ts';

export type ServeOptions = {
  host: string;
  /** 0 lets the system choose. */
  port: number;
  log: Logger;
  lifecycle: Lifecycle;
  /**
   * Called before listening, to attach what takes upgrades (Socket.IO). What it returns is awaited when
   * draining begins, within the same limit: the place to send sockets away.
   */
  onUpgradeServer?: (server: Server) => undefined | (() => Promise<void>);
  /**
   * Where WebSockets are taken. Any other request that offers an upgrade (HTTP/2 in the clear, as some clients do with
   * every request) is answered as if it offered none, RFC 9110 §7.8: what takes upgrades would let it hang.
   */
  upgradePath?: string;
  /** Called and awaited in the same way: the place to end what works without being asked, such as a relay. */
  onDrain?: () => PromiseLike<void>;
  /** How long requests in flight may still take when the service stops, in milliseconds. */
  drainMs?: number;
  clock?: Clock;
};

export type Served = AsyncDisposable & { url: string; port: number; server: Server };

/**
 * Listens, and makes the lifecycle ready. Disposing drains: new work is refused with 503, idle connections
 * close at once, requests in flight finish within `drainMs`, then what is left is cut.
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
  // Before onUpgradeServer: Socket.IO takes over the listeners it finds and calls them for the rest.
  const work = trackWork(server);
  server.on('request', app);
  server.on('clientError', answerMalformed({ log, answerOf: work.answerOf }));
  const sendAway = options.onUpgradeServer?.(server);
  const besides = [sendAway, options.onDrain].filter((end) => end !== undefined);
  const address = await listen(server, host, port);
  lifecycle.state = 'ready';

  let drained: Promise<void> | undefined;
  const dispose = () => {
    drained ??= drain({ server, work, lifecycle, besides, drainMs, clock, log });
    return drained;
  };
  return { url: address.url, port: address.port, server, [Symbol.asyncDispose]: dispose };
}

function takesUpgrade({ upgradePath }: ServeOptions): (req: IncomingMessage) => boolean {
  return ({ headers, url = '' }) =>
    upgradePath !== undefined &&
    headers.upgrade?.toLowerCase() === 'websocket' &&
    url.startsWith(`${upgradePath}/`);
}

// Node's own refusal would be a bare line; createRequestGate refuses with a problem.
const requireHostHeader = false;

const timeouts = {
  // Longer than any client or proxy in front keeps an idle connection, so that it is never us who close it
  // just as a request is on its way (ECONNRESET on a POST).
  keepAliveTimeout: 65_000,
  headersTimeout: 15_000,
  requestTimeout: 60_000,
  connectionsCheckingInterval: 5_000,
};

const lingerMs = 1_000;

/**
 * For a server's `clientError`: bytes that are no HTTP get an answer (400, 408 or 431) and the connection
 * closes. Anybody can send such bytes, so they are not worth more than a debug line.
 */
function answerMalformed(deps: { log: Logger; answerOf: (socket: object) => ServerResponse | undefined }) {
  return (error: Error & { code?: string }, socket: Duplex): void => {
    deps.log.debug({ code: error.code }, 'malformed request');
    // Bytes put behind an answer that has begun would look like a part of it.
    const begun = deps.answerOf(socket)?.headersSent ?? false;
    if (error.code === 'ECONNRESET' || !socket.writable || begun) return void socket.destroy();
    socket.end(rawAnswer(statusOf(error.code), randomUUID()));
    // Node has taken its own limits off: one that never closes its side would keep the connection for ever. Not at once,
    // for a reset would overtake the answer.
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
  const body = JSON.stringify({ type, title, status, detail, instance: requestId, error: detail });
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
 * Stops a server without dropping work. It goes on listening while requests are in flight, so that a load
 * balancer reads 503 from /readyz rather than a refused connection. Resolves when the port is free.
 */
async function drain(deps: {
  server: Server;
  work: Work;
  lifecycle: Lifecycle;
  /** What goes on besides requests, to be ended at the same time. */
  besides: readonly (() => PromiseLike<void>)[];
  /** The longest that work in flight may take, in milliseconds. */
  drainMs: number;
  clock: Clock;
  log: Logger;
}): Promise<void> {
  const { server, work, lifecycle, besides, drainMs, clock, log } = deps;
  lifecycle.state = 'draining';
  log.info({ inFlight: work.inFlight() }, 'draining');
  server.closeIdleConnections();

  const done = new AbortController();
  const limit = clock.sleep(drainMs, done.signal).catch(() => {});
  await Promise.race([limit, finishWork(work, besides, log)]);
  done.abort();

  if (work.inFlight() > 0)
    log.warn({ inFlight: work.inFlight(), drainMs }, 'requests cut off after the drain limit');
  const closed = server.listening ? once(server, 'close') : undefined;
  server.close();
  work.cutAll();
  await closed;
}

// Everything at once: one after the other, the limits of each would add up to more than a platform waits.
async function finishWork(
  work: Work,
  besides: readonly (() => PromiseLike<void>)[],
  log: Logger,
): Promise<void> {
  const ended = await Promise.allSettled(besides.map(async (end) => end()));
  for (const one of ended)
    if (one.status === 'rejected') log.error({ err: one.reason }, 'could not end in order');
  await work.idle();
}

/** What a server is busy with. */
type Work = {
  /** Resolves when no request is in flight. */
  idle(): Promise<void>;
  /** The answer that is being made on this connection, if any. */
  answerOf(socket: object): ServerResponse | undefined;
  /** Cuts every connection, upgraded ones too. */
  cutAll(): void;
  inFlight(): number;
};

/** Watches a server's connections and requests. */
function trackWork(server: Server): Work {
  const sockets = new Set<Socket>();
  // Nothing here has keys that come and go with each request. V8 copies such a Map or Set every hundred requests or so and
  // leaves the old copy a reference to the new one: once one of them has grown old, what all later ones hold lives until
  // the next full collection.
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
