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
 * The wire to the ticket service over Socket.IO: WebSocket first, long-polling where that does not get through.
 * @param deps.url where the service is; without it, where the page came from
 * @param deps.onSettings is told the shop's settings, on each connection and when they change
 * @param deps.token a key that may read, for a board that has no session
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
    // Short, so that a board is back within 2 s of its server; spread, so that all boards are not back at once. Socket.IO
    // cuts its delays off at the longest after it has spread them: each board has a longest one of its own.
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
    // Sent away by the server, the client does not come back by itself. The door will say why.
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
    // Only on a live connection: Socket.IO would keep the request and send it on the next one.
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
