import { randomUUID } from 'node:crypto';
import type { Server as HttpServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import {
  type BoardEvent,
  type BoardSettings,
  type ClientToServerEvents,
  cursorSchema,
  type Position,
  type Problem,
  positionIntervalMs,
  type ServerToClientEvents,
  socketCommandSchema,
  type Ticket,
  ticketPaths,
} from '@relevo/contract';
import { HttpProblem, type Logger, problemBody, toProblem } from '@relevo/service-kit';
import { Server, type Socket } from 'socket.io';
import type { EventLog } from '../event-log/event-log.ts';
import { type View, viewName, viewOf } from '../event-log/view.ts';
import type { Connected } from '../people/access.ts';
import { originAllowed } from '../people/origin-check.ts';
import type { Work } from '../work/work.ts';
import { createPositionSender } from './position.ts';
import { startHeartbeat } from './position-heartbeat.ts';
import { createSlowSockets } from './slow-sockets.ts';
import { createSnapshotCache } from './snapshot-cache.ts';
import { batchWrites, sharingParser } from './socket-internals.ts';
import { createSubscriptions } from './subscriptions.ts';

type NoEvents = Record<string, never>;
type BoardServer = Server<ClientToServerEvents, ServerToClientEvents, NoEvents, { person: Connected }>;
type BoardSocket = Socket<ClientToServerEvents, ServerToClientEvents, NoEvents, { person: Connected }>;
type BoardListener = { socket: BoardSocket; view: View; send(event: BoardEvent): void };

type SocketSettings = {
  pingIntervalMs: number;
  pingTimeoutMs: number;
  maxBufferBytes: number;
  origins: readonly string[];
};

type BoardSocketDeps = {
  eventLog: EventLog;
  work: Work;
  position: (view: View) => Promise<Position>;
  /** The shop's settings as they are now. */
  shopSettings: () => BoardSettings;
  /** Who is at the other end; undefined refuses the connection. */
  authenticate: (socket: BoardSocket) => Promise<Connected | undefined>;
  clock: { now(): number };
  log: Logger;
};

/** Serves the live board on Socket.IO, by the rules of the protocol board/1. */
export function createBoardSocket(http: HttpServer, deps: BoardSocketDeps, settings: SocketSettings) {
  const { eventLog, work, position, clock, log } = deps;
  const io: BoardServer = new Server(http, {
    path: ticketPaths.socket,
    serveClient: false,
    pingInterval: settings.pingIntervalMs,
    pingTimeout: settings.pingTimeoutMs,
    maxHttpBufferSize: settings.maxBufferBytes,
    parser: sharingParser,
    cors: { origin: [...settings.origins], credentials: true },
    // Without this check a page of another site could open a socket with the operator's cookie.
    allowRequest: ({ headers }, decide) =>
      decide(null, originAllowed(headers.origin, headers.host, settings.origins)),
  });

  batchWrites(io.engine);
  const readReply = createSnapshotCache({ eventLog, clock });
  const startRound = createPositionSender({
    position,
    send: (ids, current) => void io.to(ids).emit('posicion', current),
    log,
  });
  const slow = createSlowSockets<BoardSocket>({
    setLive: setSocketLive,
    sendPosition: (socket) => startRound()([socket]),
  });
  const heartbeat = startHeartbeat<BoardSocket>({
    intervalMs: positionIntervalMs,
    startRound() {
      const sendPositions = startRound();
      return (sockets) => {
        slow.check(sockets);
        sendPositions(sockets);
      };
    },
  });
  const subscriptions = createSubscriptions<BoardListener>({
    read: (cursor, { view }) => readReply(cursor, view),
    broadcast(event, view) {
      emit(io.to(liveRoom(view)), event);
      // A burst must not fill the memory before the next heartbeat looks for slow sockets.
      if (event.seq % 32 === 0) slow.check(io.sockets.sockets.values());
    },
    setLive: ({ socket }, live) => {
      if (!slow.has(socket)) setSocketLive(socket, live);
    },
  });

  io.use((socket, next) => {
    deps.authenticate(socket).then(
      (person) => {
        if (!person) return next(handshakeRefusal());
        socket.data.person = person;
        return next();
      },
      (error) => next(handshakeRefusal(error, log)),
    );
  });

  io.on('connection', (socket) => {
    const { person } = socket.data;
    const view = viewOf(person);
    const listener: BoardListener = { socket, view, send: (event) => emit(socket, event) };
    subscriptions.add(listener);
    heartbeat.add(socket);
    socket.on('disconnect', () => {
      heartbeat.remove(socket);
      subscriptions.remove(listener);
      slow.forget(socket);
    });
    socket.on('suscribir', (body, reply) => {
      if (typeof reply !== 'function') return;
      const cursor = cursorSchema.safeParse(body ?? {});
      if (!cursor.success) return reply(socketFailure(badCursor(), log));
      subscriptions.replay(listener, cursor.data, reply).catch((error) => reply(socketFailure(error, log)));
    });
    socket.on('comando', (body, reply) => {
      if (typeof reply !== 'function') return;
      const target = socketCommandSchema.safeParse(body);
      const done = target.success ? work(target.data.ticket_id, body, person) : Promise.reject(badTicketId());
      done.then(
        (result) => reply({ ok: true, ...result }),
        (error) => reply(socketFailure(error, log)),
      );
    });
    startRound()([socket]);
    sendSettings(socket);
  });

  // On each connection, so that a board that was away gets what changed meanwhile.
  function sendSettings(socket: BoardSocket): void {
    try {
      socket.emit('ajustes', deps.shopSettings());
    } catch (error) {
      log.error({ err: error }, 'could not send the settings');
    }
  }

  return {
    publish: (event: BoardEvent, view: View) => subscriptions.publish(event, view),
    /** Sends the changed settings of the shop to every board. */
    announce: (settings: BoardSettings) => void io.emit('ajustes', settings),
    /** Who is connected, for the session watch. */
    people: (): Connected[] => [...io.sockets.sockets.values()].map((socket) => socket.data.person),
    /** Disconnects everybody to whom this applies. Whoever still has access may connect again. */
    cut(applies: (person: Connected) => boolean): void {
      for (const socket of io.sockets.sockets.values())
        if (applies(socket.data.person)) socket.disconnect(true);
    },
    /** Disconnects all boards. Does not close the HTTP server. */
    async close(): Promise<void> {
      heartbeat.stop();
      await closeInBatches([...io.sockets.sockets.values()]);
      io.engine.close();
    },
  };
}

function emit(to: { emit: BoardSocket['emit'] }, event: BoardEvent): void {
  if (event.evento === 'ticket_retirado') to.emit(event.evento, event);
  else to.emit(event.evento, event);
}

function setSocketLive(socket: BoardSocket, live: boolean): void {
  const room = liveRoom(viewOf(socket.data.person));
  if (live) socket.join(room);
  else socket.leave(room);
}

/** The room of the sockets that get a view's events as they happen. */
function liveRoom(view: View): string {
  return `live:${viewName(view)}`;
}

function badCursor(): HttpProblem {
  return new HttpProblem('datos-invalidos', 'El cursor no es válido.');
}

function badTicketId(): HttpProblem {
  const errores = [{ campo: 'ticket_id', mensaje: 'debe ser un número entero mayor que 0' }];
  return new HttpProblem('datos-invalidos', 'Falta el ticket del comando.', { errores });
}

/** The acknowledgement of a failure: the same problem as over HTTP and, on a conflict, the current ticket. */
function socketFailure(error: unknown, log: Logger): { ok: false; problema: Problem; ticket?: Ticket } {
  const requestId = randomUUID();
  const problem = toProblem(error, requestId);
  if (problem.status >= 500) log.error({ err: error, requestId }, 'request of a board failed');
  const { ticket, ...problema } = problemBody(problem, requestId) as Problem & { ticket?: Ticket };
  return { ok: false, problema, ...(ticket && { ticket }) };
}

/** The reason of a refused handshake, as Socket.IO passes it to the client (`connect_error`, `data`). */
function handshakeRefusal(cause?: unknown, log?: Logger): Error & { data: Problem } {
  const requestId = randomUUID();
  const problem = cause
    ? toProblem(cause, requestId)
    : new HttpProblem('no-autorizado', 'Hace falta iniciar sesión.');
  if (problem.status >= 500) log?.error({ err: cause, requestId }, 'could not authenticate a connection');
  return Object.assign(new Error(problem.message), { data: problemBody(problem, requestId) });
}

const batchSize = 100;
const batchPauseMs = 100;

/** Closes connections a hundred at a time, so that the boards do not all reconnect at once. */
async function closeInBatches(sockets: readonly { conn: { close(): void } }[]): Promise<void> {
  for (let first = 0; first < sockets.length; first += batchSize) {
    for (const socket of sockets.slice(first, first + batchSize)) socket.conn.close();
    if (first + batchSize < sockets.length) await delay(batchPauseMs);
  }
}
