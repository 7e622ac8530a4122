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
import {
  type Clock,
  type HttpApp,
  HttpProblem,
  type Logger,
  problemBody,
  type RateLimits,
  toProblem,
} from '@relevo/service-kit';
import { Server, type Socket } from 'socket.io';
import type { EventLog } from '../event-log/event-log.ts';
import { type View, viewName, viewOf } from '../event-log/view.ts';
import type { Connected, SocketAccess } from '../people/access.ts';
import type { Work } from '../work/work.ts';
import { createPositionSender } from './position.ts';
import { startHeartbeat } from './position-heartbeat.ts';
import { createSlowSockets } from './slow-sockets.ts';
import { createSnapshotCache } from './snapshot-cache.ts';
import { createSocketDoor, strangerMs } from './socket-door.ts';
import { batchWrites, sharingParser, terminate, whenSent } from './socket-internals.ts';
import { createMessageBudget, type SocketLimits } from './socket-limits.ts';
import { createSubscriptions } from './subscriptions.ts';

type NoEvents = Record<string, never>;
type BoardServer = Server<ClientToServerEvents, ServerToClientEvents, NoEvents, { person: Connected }>;
type BoardSocket = Socket<ClientToServerEvents, ServerToClientEvents, NoEvents, { person: Connected }>;
type BoardListener = { socket: BoardSocket; view: View; send(event: BoardEvent): void };

type SocketSettings = SocketLimits & {
  pingIntervalMs: number;
  pingTimeoutMs: number;
  origins: readonly string[];
  trustProxy: number | false;
};

type BoardSocketDeps = {
  eventLog: EventLog;
  work: Work;
  position: (view: View) => Promise<Position>;
  /** The shop's settings as they are now. */
  shopSettings: () => BoardSettings;
  /** Says who is at the other end, and stands in front of it. */
  access: SocketAccess & { app: Pick<HttpApp, 'passGate'>; refused: RateLimits['perIp'] };
  clock: Pick<Clock, 'now' | 'monotonic'>;
  log: Logger;
};

/** How long a refusal has to arrive before the connection is cut, in milliseconds. */
const refusalMs = 1_000;
/** So many seconds' worth of messages may come at once. */
const burstSeconds = 4;

/** Serves the live board on Socket.IO, by the rules of the protocol board/1. */
export function createBoardSocket(http: HttpServer, deps: BoardSocketDeps, settings: SocketSettings) {
  const { eventLog, work, position, access, clock, log } = deps;
  let tvs = 0;
  const io: BoardServer = new Server(http, {
    path: ticketPaths.socket,
    serveClient: false,
    pingInterval: settings.pingIntervalMs,
    pingTimeout: settings.pingTimeoutMs,
    maxHttpBufferSize: settings.maxBufferBytes,
    // The door cuts at `strangerMs`; an orderly end, as here, lets the other side take its time.
    connectTimeout: 2 * strangerMs,
    upgradeTimeout: strangerMs,
    parser: sharingParser,
  });
  const door = createSocketDoor(io.engine, { ...access, ...settings, log }, settings);

  batchWrites(io.engine);
  // From the moment it is known who they are: before Socket.IO counts them as connected.
  const known = new Set<BoardSocket>();
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
      const room = liveRoom(view);
      // Socket.IO would encode the event before it finds that nobody is there.
      if (!io.sockets.adapter.rooms.has(room)) return;
      emit(io.to(room), event);
      // A burst must not fill the memory before the next heartbeat looks for slow sockets.
      if (event.seq % 32 === 0) slow.check(io.sockets.sockets.values());
    },
    setLive: ({ socket }, live) => {
      if (!slow.has(socket)) setSocketLive(socket, live);
    },
    sent: ({ socket }) => whenSent(socket.conn),
  });

  io.use((socket, next) => {
    access.authenticate(socket).then(
      (person) => {
        if (!person) return refuse(socket, next);
        socket.data.person = person;
        known.add(socket);
        socket.conn.once('close', () => known.delete(socket));
        door.recognize(socket.conn);
        return next();
      },
      (error) => refuse(socket, next, error),
    );
  });

  /** Refuses a connection and closes it; over the limit of its address the reason is a 429. */
  async function refuse(socket: BoardSocket, next: (error: Error) => void, cause?: unknown): Promise<void> {
    const failed = toProblem(cause ?? notSignedIn(), '').status >= 500;
    const tooMany = failed
      ? undefined
      : await access.refused.take(door.addressOf(socket.conn)).catch((error) => error);
    next(handshakeRefusal(tooMany ?? cause ?? notSignedIn(), log));
    // After Socket.IO has sent the refusal.
    setImmediate(() => end(socket.conn));
  }

  function end(connection: BoardSocket['conn']): void {
    connection.close();
    const cutting = setTimeout(() => terminate(connection), refusalMs).unref();
    connection.once('close', () => clearTimeout(cutting));
  }

  /**
   * Looks up again who is there.
   * @throws HttpProblem 401 where they are no longer who they were; their connection is closed then
   */
  async function whoIsStill(socket: BoardSocket): Promise<Connected> {
    const { person } = socket.data;
    const now = await access.authenticate(socket);
    if (now && now.id === person.id && now.rol === person.rol) return now;
    setImmediate(() => socket.disconnect(true));
    throw notSignedIn();
  }

  io.on('connection', (socket) => {
    const { person } = socket.data;
    const view = viewOf(person);
    const listener: BoardListener = { socket, view, send: (event) => emit(socket, event) };
    const { messagesPerSecond: perSecond } = settings;
    const budget = createMessageBudget({ perSecond, burst: burstSeconds * perSecond });
    subscriptions.add(listener);
    if (view.tv) tvs += 1;
    heartbeat.add(socket);
    socket.on('disconnect', (reason) => {
      heartbeat.remove(socket);
      subscriptions.remove(listener);
      if (view.tv) tvs -= 1;
      slow.forget(socket);
      known.delete(socket);
      // Whoever comes in again comes by a new connection, and is looked up.
      if (reason === 'server namespace disconnect') end(socket.conn);
      else terminate(socket.conn);
    });
    socket.use(([, ...args], next) => {
      // Somebody asks and does not read the answers: they would pile up.
      if (slow.has(socket)) return terminate(socket.conn);
      if (budget.take()) return next();
      const reply = args.at(-1);
      if (typeof reply === 'function') reply(socketFailure(tooManyMessages, log));
    });
    socket.on('suscribir', (body, reply) => {
      if (typeof reply !== 'function') return;
      const cursor = cursorSchema.safeParse(body ?? {});
      if (!cursor.success) return reply(socketFailure(badCursor(), log));
      whoIsStill(socket)
        .then(() => subscriptions.replay(listener, cursor.data, reply))
        .catch((error) => reply(socketFailure(error, log)));
    });
    socket.on('comando', (body, reply) => {
      if (typeof reply !== 'function') return;
      const target = socketCommandSchema.safeParse(body);
      const done = target.success
        ? whoIsStill(socket).then((now) => work(target.data.ticket_id, body, now))
        : Promise.reject(badTicketId());
      done
        .then(
          (result) => reply({ ok: true, ...result }),
          (error) => reply(socketFailure(error, log)),
        )
        .then(() => slow.check([socket]));
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
    /** Whether somebody may have this view: TVs are counted, of the others there is nearly always one. */
    wants: (view: View) => !view.tv || tvs > 0,
    /** Sends the changed settings of the shop to every board. */
    announce: (settings: BoardSettings) => void io.emit('ajustes', settings),
    /** Says the position to every board soon, not only when its turn comes. */
    hurry: () => heartbeat.hurry(),
    /** Who is connected, for the session watch. */
    people: (): Connected[] => [...known].map((socket) => socket.data.person),
    /** Disconnects everybody to whom this applies. Whoever still has access may connect again. */
    cut(applies: (person: Connected) => boolean): void {
      for (const socket of known) {
        if (!applies(socket.data.person)) continue;
        if (socket.connected) socket.disconnect(true);
        else terminate(socket.conn);
      }
    },
    /** How much it keeps track of, by what. */
    sizes: () => ({
      ...{ known: known.size, slow: slow.size(), heartbeat: heartbeat.size() },
      ...{ ...subscriptions.sizes(), ...door.sizes() },
    }),
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

function notSignedIn(): HttpProblem {
  return new HttpProblem('no-autorizado', 'Hace falta iniciar sesión.');
}

// One error for all of them: a stack trace each time would cost more than the rest of a refusal.
const tooManyMessages = new HttpProblem(
  'demasiadas-solicitudes',
  'Demasiados mensajes. Intente de nuevo en unos segundos.',
);

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
function handshakeRefusal(cause: unknown, log: Logger): Error & { data: Problem } {
  const requestId = randomUUID();
  const problem = toProblem(cause, requestId);
  if (problem.status >= 500) log.error({ err: cause, requestId }, 'could not authenticate a connection');
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
