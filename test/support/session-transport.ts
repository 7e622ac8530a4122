import { ticketEventNames } from '@relevo/contract';
import { io } from 'socket.io-client';
import type { Transport, TransportListener } from '../../apps/board/src/sync/ports.ts';

/** The board's wire for a client with a session: a browser would send the cookie by itself. */
export function sessionTransport(url: string, headers: Record<string, string>): Transport {
  const socket = io(url, {
    transports: ['websocket'],
    forceNew: true,
    autoConnect: false,
    reconnectionDelay: 50,
    reconnectionDelayMax: 200,
    extraHeaders: headers,
  });
  let listener: TransportListener | null = null;
  socket.on('connect', () => listener?.connected());
  socket.on('disconnect', () => listener?.disconnected());
  socket.on('connect_error', () => listener?.disconnected());
  socket.on('posicion', (position) => listener?.position(position));
  for (const name of [...ticketEventNames, 'ticket_retirado'])
    socket.on(name, (event) => listener?.event(event));
  return {
    open(next) {
      listener = next;
      socket.connect();
    },
    subscribe: (cursor, answer) => void (socket.connected && socket.emit('suscribir', cursor, answer)),
    command: (command, answer) => void (socket.connected && socket.emit('comando', command, answer)),
    reconnect() {
      socket.disconnect();
      socket.connect();
    },
    close() {
      listener = null;
      socket.disconnect();
    },
  };
}
