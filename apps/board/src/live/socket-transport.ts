import {
  type BoardSettings,
  type ClientToServerEvents,
  problemType,
  type ServerToClientEvents,
  ticketEventNames,
  ticketPaths,
} from '@relevo/contract';
import { io, type Socket } from 'socket.io-client';
import { type Clock, createTimer } from '../device/clock.ts';
import type { Transport, TransportListener } from './transport.ts';

const refusedDelayMs = 1_000;

/**
 * Connects to the ticket service over Socket.IO: by WebSocket, or by long-polling where a proxy blocks that.
 * @param deps.url where the service is; by default, where the page came from
 * @param deps.onSettings receives the shop's settings on each connection and when they change
 * @param deps.token a key that may read, for a board without a session
 */
export function createSocketTransport(deps: {
  clock: Clock;
  random(): number;
  onSettings?(settings: BoardSettings): void;
  url?: string;
  token?: string;
}): Transport {
  const options = {
    path: ticketPaths.socket,
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    withCredentials: true,
    autoConnect: false,
    ...(deps.token && { auth: { token: deps.token } }),
    // Short, so that a board is back within 2 s of its server; with jitter, so that not all boards reconnect at once.
    // Socket.IO caps its delays after it adds jitter, so each board needs a cap of its own.
    reconnectionDelay: 300,
    reconnectionDelayMax: 600 + 400 * deps.random(),
    randomizationFactor: 0.5,
    timeout: 5_000,
  };
  const socket: Socket<ServerToClientEvents, ClientToServerEvents> = deps.url
    ? io(deps.url, options)
    : io(options);
  const connecting = createTimer(deps.clock);
  let listener: TransportListener | null = null;

  const connectIn = (delayMs: number) => connecting.set(delayMs, () => socket.connect());

  socket.on('connect', () => listener?.connected());
  socket.on('disconnect', (reason) => {
    listener?.disconnected();
    // Socket.IO does not reconnect by itself after the server disconnected it. The sign-in page will say why.
    if (reason === 'io server disconnect') connectIn(deps.random() * refusedDelayMs);
  });
  socket.on('connect_error', (error) => {
    if (isUnauthorized(error)) {
      socket.disconnect();
      listener?.unauthorized();
      return;
    }
    listener?.disconnected();
    if (!socket.active) connectIn(refusedDelayMs * (0.5 + deps.random()));
  });
  socket.on('posicion', (position) => listener?.position(position));
  socket.on('ajustes', (settings) => listener && deps.onSettings?.(settings));
  for (const name of ticketEventNames) socket.on(name, (event) => listener?.event(event));
  socket.on('ticket_retirado', (event) => listener?.event(event));

  return {
    open(next) {
      listener = next;
      socket.connect();
    },
    // Send only while connected: Socket.IO would buffer the request and send it on the next connection.
    subscribe: (cursor, answer) => void (socket.connected && socket.emit('suscribir', cursor, answer)),
    command: (command, answer) => void (socket.connected && socket.emit('comando', command, answer)),
    reconnect(delayMs) {
      const wasConnected = socket.connected;
      socket.disconnect();
      if (!wasConnected) listener?.disconnected();
      connectIn(delayMs);
    },
    close() {
      listener = null;
      connecting.clear();
      socket.disconnect();
    },
  };
}

function isUnauthorized(error: Error & { data?: { type?: unknown } }): boolean {
  return error.data?.type === problemType('no-autorizado');
}
