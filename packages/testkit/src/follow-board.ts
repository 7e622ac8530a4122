import { effect } from '@preact/signals-core';
import { type Ticket, ticketEventNames } from '@relevo/contract';
import { io } from 'socket.io-client';
import { browserClock } from '../../../apps/board/src/device/clock.ts';
import { createSocketTransport } from '../../../apps/board/src/live/socket-transport.ts';
import { createSyncEngine } from '../../../apps/board/src/live/sync-engine.ts';
import type { Transport, TransportListener } from '../../../apps/board/src/live/transport.ts';
import { apiKey } from './http.ts';

/**
 * A board as the page runs it, with the real sync engine on a real socket, but nothing to look at.
 * @param options.headers the session's, for a board of somebody who is signed in; else by `token`, a key that may read
 */
export async function followBoard(
  url: string,
  { headers, token = apiKey }: { headers?: Record<string, string>; token?: string } = {},
) {
  const clock = browserClock;
  const random = Math.random;
  const transport = headers
    ? sessionTransport(url, headers)
    : createSocketTransport({ clock, random, url, token });
  const engine = createSyncEngine({ transport, clock, random });
  engine.start();

  function until(holds: (tickets: Ticket[]) => boolean, limitMs = 20_000): Promise<Ticket[]> {
    return new Promise((resolve, reject) => {
      const limit = setTimeout(() => {
        stop();
        reject(
          new Error(
            `the board did not get there in ${limitMs} ms; it has ${engine.tickets.value.size} tickets`,
          ),
        );
      }, limitMs);
      const stop = effect(() => {
        const tickets = [...engine.tickets.value.values()];
        if (!holds(tickets)) return;
        clearTimeout(limit);
        resolve(tickets);
        queueMicrotask(() => stop());
      });
    });
  }

  return {
    engine,
    until,
    [Symbol.asyncDispose]: async () => engine.stop(),
  };
}

/** The board's wire for a client with a session: a browser would send the cookie by itself. */
function sessionTransport(url: string, headers: Record<string, string>): Transport {
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
