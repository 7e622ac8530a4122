import { type IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { ticketPaths } from '@relevo/contract';
import {
  addressOf,
  type ContextResponse,
  clientIp,
  type HttpApp,
  HttpProblem,
  type Logger,
  logQuietly,
  noteForLog,
  rawProblem,
  refusedOrigin,
} from '@relevo/service-kit';
import { createHostWarning, originAllowed, strangePage } from '../people/origin-check.ts';
import { sessionCookie } from '../people/session.ts';
import {
  connectionOf,
  interceptRequests,
  limitMessages,
  mayUpgrade,
  terminate,
  watchWebSocket,
} from './socket-internals.ts';
import {
  createCutOff,
  createHeadCount,
  createMessageBudget,
  createSharedBudgets,
  type MessageBudget,
  type SocketLimits,
} from './socket-limits.ts';

/** What of Socket.IO's engine is used here. */
type Engine = {
  on(event: 'connection', listener: (connection: Connection) => void): unknown;
  on(
    event: 'headers',
    listener: (headers: Record<string, unknown>, request: IncomingMessage) => void,
  ): unknown;
};
type Connection = {
  request: IncomingMessage;
  on(event: 'packet', listener: (packet: { type: string; data?: unknown }) => void): unknown;
  on(event: 'upgrading' | 'upgrade' | 'close', listener: () => void): unknown;
};

/** Until it is known who is there: the longest message, which holds no more than a key. */
const strangerBytes = 16_384;
/** Of all connections, and of those of one address, one in ten may be somebody of whom it is not known yet who it is. */
const strangerShare = 0.1;
/** And so many messages, with the pings and pongs of a proxy. */
const strangerMessages = 10;
/** Of an address whose strangers have just misbehaved, so many may be there at a time. */
const fewStrangers = 4;
/** So many seconds' worth of messages may come at once; whoever sends more is cut off, and stays out for a while. */
const burstSeconds = 8;

/** How long somebody may leave open who they are, in milliseconds. */
export const strangerMs = 5_000;
/** How long the other side may take to close what has been refused, in milliseconds. */
const lingerMs = 1_000;
const reportEveryMs = 1_000;

/** Somebody who has been let through the door. */
type Visitor = {
  address: string;
  credential: string;
  /** The credential is theirs alone, and not what all have at one address. */
  own: boolean;
  /** Counts among the strangers: their request showed nothing that had to be looked up. */
  stranger: boolean;
  /** Has said who they are, in the one packet for it. */
  greeted: boolean;
  /** And it was good. */
  known: boolean;
  messages: MessageBudget;
  connection?: Connection;
  left: boolean;
};

/**
 * Stands in front of Socket.IO. Every request of it passes the request gate, as over HTTP; connections are counted, in all
 * and by address; a connection belongs to the credential that opened it. Until it is known who is there, a connection may
 * send one packet, which says so, and nothing else: anything unexpected closes it.
 *
 * @param deps.isKnown whether the session cookie or the X-API-Key of a request is good. They are asked for only where there
 *   is no room for strangers: whoever is signed in gets in however many strangers wait at the same address
 */
export function createSocketDoor(
  engine: Engine,
  deps: {
    app: Pick<HttpApp, 'passGate'>;
    isKnown: (request: IncomingMessage) => Promise<boolean>;
    origins: readonly string[];
    trustProxy: number | false;
    log: Pick<Logger, 'warn'>;
  },
  limits: SocketLimits,
) {
  const { app, isKnown, origins, trustProxy, log } = deps;
  let refused = 0;
  let nextReport: NodeJS.Timeout | undefined;
  const inside = createHeadCount(limits.maxConnections, limits.maxConnectionsPerAddress);
  const strangers = createHeadCount(
    Math.ceil(limits.maxConnections * strangerShare),
    Math.ceil(limits.maxConnectionsPerAddress * strangerShare),
  );
  const cutOff = createCutOff();
  const warnOfHost = createHostWarning(log);
  const { messagesPerSecond: perSecond } = limits;
  const budgets = createSharedBudgets(() =>
    createMessageBudget({ perSecond, burst: burstSeconds * perSecond }),
  );
  const byRequest = new WeakMap<IncomingMessage, Visitor>();
  const byConnection = new WeakMap<object, Visitor>();
  const upgradeHeaders = new WeakMap<IncomingMessage, Record<string, unknown>>();
  const addressOfRequest = (request: IncomingMessage) => addressOf(clientIp(request, trustProxy));

  engine.on('connection', (connection) => {
    const visitor = byRequest.get(connection.request);
    if (!visitor || visitor.left) return terminate(connection);
    visitor.connection = connection;
    byConnection.set(connection, visitor);
    watch(connection, visitor);
  });
  interceptRequests(engine, { request: takeRequest, upgrade: takeUpgrade });
  // The answer to an upgrade is written by `ws`, and not through the response that passed the gate.
  engine.on('headers', (headers, request) => Object.assign(headers, upgradeHeaders.get(request)));

  function watch(connection: Connection, visitor: Visitor): void {
    let probed = false;
    const setLimit = () => limitMessages(connection, visitor.known ? limits.maxBufferBytes : strangerBytes);
    setLimit();
    connection.on('packet', (packet) => {
      if (visitor.messages.take() && isExpected(packet, visitor)) return;
      cutOff.add(visitor.known && visitor.own ? visitor.credential : strangersAt(visitor.address));
      terminate(connection);
    });
    connection.on('upgrading', () => {
      if (probed) terminate(connection);
      probed = true;
    });
    connection.on('upgrade', setLimit);
    const waiting = setTimeout(() => visitor.known || terminate(connection), strangerMs).unref();
    connection.on('close', () => {
      clearTimeout(waiting);
      leave(visitor);
    });
  }

  function isExpected({ type, data }: { type: string; data?: unknown }, visitor: Visitor): boolean {
    if (visitor.known || type === 'pong') return true;
    const isGreeting = type === 'message' && typeof data === 'string' && /^0(?:\{|$)/.test(data);
    if (!isGreeting || visitor.greeted) return false;
    visitor.greeted = true;
    return true;
  }

  function enter(request: IncomingMessage, stranger: boolean): Visitor {
    const address = addressOfRequest(request);
    const messages = createMessageBudget({ perSecond: 1, burst: strangerMessages });
    const credential = credentialOf(request, address);
    const fresh = { greeted: false, known: false, left: false };
    const visitor = { address, credential, own: showsCredential(request), stranger, messages, ...fresh };
    byRequest.set(request, visitor);
    inside.add(address);
    if (stranger) strangers.add(address);
    return visitor;
  }

  function leave(visitor: Visitor): void {
    if (visitor.left) return;
    visitor.left = true;
    inside.remove(visitor.address);
    if (visitor.stranger) strangers.remove(visitor.address);
    if (visitor.known) budgets.giveBack(visitor.credential);
  }

  /** Whether there is room for one more; whoever shows a credential is looked up only where there is none for strangers. */
  function makeRoom(request: IncomingMessage, done: (room: Room) => void): void {
    const address = addressOfRequest(request);
    // Where strangers have just misbehaved, few at a time: they are cut off at once, so there is room for another.
    const most = cutOff.has(strangersAt(address)) ? fewStrangers : undefined;
    if (!inside.hasRoom(address) || cutOff.has(credentialOf(request, address))) done('none');
    else if (strangers.hasRoom(address, most) && cutOff.mayTry(strangersAt(address))) done('for a stranger');
    else if (!showsCredential(request)) done('none');
    else
      isKnown(request).then(
        (known) => done(known ? 'for who is known' : 'none'),
        () => done('none'),
      );
  }

  /** @throws HttpProblem 403 for another site's page, and what `check` throws */
  function admit(request: IncomingMessage, response: ContextResponse, query: Query, transport: string): void {
    // A page of another site could open a socket with the operator's cookie. An image, say, comes without an origin.
    const { origin, host, 'sec-fetch-site': site } = request.headers;
    if (!originAllowed(origin, host, origins) || (origin === undefined && site === 'cross-site')) {
      noteForLog(response, refusedOrigin(request));
      warnOfHost(request.headers);
      throw strangePage(request.headers, 'La conexión viene de otro sitio');
    }
    // Long polling asks again and again.
    if (query.has('sid')) logQuietly(response);
    check(request, query, transport);
  }

  /** @throws HttpProblem for what Socket.IO would not understand, and for a `sid` that is another's */
  function check(request: IncomingMessage, query: Query, transport: string): void {
    if (query.get('EIO') !== '4' || query.get('transport') !== transport)
      throw new HttpProblem('datos-invalidos', 'No es una conexión de Socket.IO.');
    const sid = query.get('sid');
    if (request.method !== 'GET' && (request.method !== 'POST' || sid === undefined))
      throw new HttpProblem('metodo-no-permitido', 'El método no se admite en esta dirección.');
    if (sid === undefined) return;
    const connection = connectionOf(engine, sid);
    const visitor = connection && byConnection.get(connection);
    if (!connection || !visitor) throw new HttpProblem('datos-invalidos', 'La conexión ya no existe.');
    if (visitor.credential !== credentialOf(request, addressOfRequest(request)))
      throw new HttpProblem('prohibido', 'La conexión es de otra sesión.');
    if (transport === 'websocket' && !mayUpgrade(connection))
      throw new HttpProblem('datos-invalidos', 'La conexión ya pasó a WebSocket.');
    if (!visitor.known && Number(request.headers['content-length'] ?? 0) > strangerBytes) {
      terminate(connection);
      throw new HttpProblem('cuerpo-demasiado-grande', 'El mensaje es demasiado largo.', closing);
    }
  }

  function takeRequest(request: IncomingMessage, response: ServerResponse, pass: () => void): void {
    const query = queryOf(request);
    const proceed = (room: Room) => {
      if (room === 'none') return refuse(request.socket);
      const mayPass = app.passGate(request, response, ticketPaths.socket, (passing) =>
        admit(request, passing, query, 'polling'),
      );
      if (!mayPass) return;
      response.once('finish', () => endRefused(query, response));
      if (!query.has('sid')) {
        const visitor = enter(request, room === 'for a stranger');
        response.once('close', () => visitor.connection ?? leave(visitor));
      }
      pass();
    };
    if (query.has('sid')) proceed('taken already');
    else makeRoom(request, proceed);
  }

  /** Closes the connection whose request Socket.IO refused: too long a body, two at once. */
  function endRefused(query: Query, { statusCode }: ServerResponse): void {
    const connection = statusCode >= 400 && connectionOf(engine, query.get('sid') ?? '');
    if (connection) terminate(connection);
  }

  function takeUpgrade(request: IncomingMessage, socket: Duplex, pass: () => void): void {
    const query = queryOf(request);
    socket.on('error', () => {});
    const proceed = (room: Room) => {
      if (socket.destroyed) return;
      if (room === 'none') return refuse(socket);
      const response = new ServerResponse(request);
      response.shouldKeepAlive = false;
      response.assignSocket(socket as never);
      const mayPass = app.passGate(request, response, ticketPaths.socket, (passing) =>
        admit(request, passing, query, 'websocket'),
      );
      if (!mayPass) return closeRefused(socket);
      response.statusCode = 101;
      response.detachSocket(socket as never);
      upgradeHeaders.set(request, response.getHeaders());
      response.emit('close');
      const visitor = visitorOf(request, query, room);
      socket.once('close', () => visitor && (visitor.connection ?? leave(visitor)));
      pass();
      watchWebSocket(request, () => visitor?.messages.take() ?? false);
    };
    if (query.has('sid')) proceed('taken already');
    else makeRoom(request, proceed);
  }

  // In a flood nearly all end here: one write each, and one log line a second for all of them.
  function refuse(socket: Duplex): void {
    refused += 1;
    socket.write(rawProblem(tooManyConnections));
    closeRefused(socket);
    if (!nextReport) report();
  }

  function report(): void {
    nextReport = undefined;
    if (refused === 0) return;
    log.warn({ refused, open: inside.sizes().all }, 'connections of boards refused, there are too many');
    refused = 0;
    nextReport = setTimeout(report, reportEveryMs).unref();
  }

  function visitorOf(request: IncomingMessage, query: Query, room: Room): Visitor | undefined {
    const sid = query.get('sid');
    if (sid === undefined) return enter(request, room === 'for a stranger');
    return byConnection.get(connectionOf(engine, sid) ?? {});
  }

  return {
    /** Says that it is known now who is there. */
    recognize(connection: object): void {
      const visitor = byConnection.get(connection);
      if (!visitor || visitor.left || visitor.known) return;
      visitor.known = true;
      if (visitor.stranger) strangers.remove(visitor.address);
      visitor.stranger = false;
      visitor.messages = budgets.take(visitor.credential);
      limitMessages(connection, limits.maxBufferBytes);
    },
    /** The address that a connection came from, as limits count it. */
    addressOf: (connection: { request: IncomingMessage }) => addressOfRequest(connection.request),
    sizes: () => ({ inside: inside.sizes(), strangers: strangers.sizes(), budgets: budgets.size() }),
  };
}

/** For whom there is room. `taken already`: the request belongs to a connection that is there. */
type Room = 'none' | 'for a stranger' | 'for who is known' | 'taken already';

const closing = { headers: { Connection: 'close' } };

// One error for all of them: a stack trace each time would cost more than the rest of a refusal.
const tooManyConnections = new HttpProblem(
  'demasiadas-solicitudes',
  'Hay demasiadas conexiones abiertas. Intente de nuevo en unos segundos.',
  { headers: { 'Retry-After': '5' } },
);

type Query = ReadonlyMap<string, string>;

/** Reads the query as Socket.IO will: two readings of one address would let a `sid` through that was not looked at. */
function queryOf({ url = '' }: IncomingMessage): Query {
  return new Map(new URL(url, 'https://socket.io').searchParams);
}

/** What a refused socket sends on top of its request is not read: 64 KiB of it, at thousands of sockets, were a load. */
function closeRefused(socket: Duplex): void {
  (socket as Socket).destroySoon();
  const cutting = setTimeout(() => socket.destroy(), lingerMs).unref();
  socket.once('close', () => clearTimeout(cutting));
}

/** What a connection belongs to: the session of its cookie, the key in a header, or else the address. */
function credentialOf({ headers }: IncomingMessage, address: string): string {
  const session = sessionIn(headers.cookie);
  const key = headers['x-api-key'];
  if (session !== undefined) return `session ${session}`;
  return key === undefined ? `address ${address}` : `key ${key}`;
}

const strangersAt = (address: string) => `strangers ${address}`;

function showsCredential({ headers }: IncomingMessage): boolean {
  return headers['x-api-key'] !== undefined || sessionIn(headers.cookie) !== undefined;
}

const cookiePattern = new RegExp(`(?:^|;)\\s*${sessionCookie}=([^;]+)`);

function sessionIn(cookie: string | undefined): string | undefined {
  return cookie === undefined ? undefined : cookiePattern.exec(cookie)?.[1];
}
