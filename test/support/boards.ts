import { once } from 'node:events';
import { type BoardReply, type Cursor, type TicketEvent, ticketEventNames } from '@relevo/contract';
import { io, type Socket } from 'socket.io-client';
import { apiKey } from './services.ts';

/** A plain client of the live board: it collects what it hears, in order. */
export type TestBoard = AsyncDisposable & {
  socket: Socket;
  events: TicketEvent[];
  subscribe(cursor?: Cursor): Promise<BoardReply>;
  /** Resolves when `done` holds for what was heard so far. */
  until(done: (events: TicketEvent[]) => boolean, limitMs?: number): Promise<TicketEvent[]>;
};

export async function connectBoard(
  url: string,
  { token = apiKey, websocketOnly = true } = {},
): Promise<TestBoard> {
  const socket = io(url, {
    auth: { token },
    transports: websocketOnly ? ['websocket'] : ['websocket', 'polling'],
    forceNew: true,
    reconnectionDelay: 50,
    reconnectionDelayMax: 200,
  });
  const events: TicketEvent[] = [];
  const heard = new EventTarget();
  for (const name of ticketEventNames) {
    socket.on(name, (event: TicketEvent) => {
      events.push(event);
      heard.dispatchEvent(new Event('event'));
    });
  }
  await connected(socket);
  return {
    socket,
    events,
    subscribe: (cursor = {}) => socket.timeout(5_000).emitWithAck('suscribir', cursor),
    async until(done, limitMs = 10_000) {
      const signal = AbortSignal.timeout(limitMs);
      while (!done(events)) await once(heard, 'event', { signal });
      return events;
    },
    async [Symbol.asyncDispose]() {
      socket.disconnect();
    },
  };
}

function connected(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', (error) => {
      socket.disconnect();
      reject(error);
    });
  });
}
