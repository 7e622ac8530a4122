import { EventEmitter, once } from 'node:events';
import {
  type BoardReply,
  boardReplySchema,
  type ClientToServerEvents,
  type Cursor,
  type ServerToClientEvents,
  type TicketEvent,
  ticketPaths,
} from '@relevo/contract';
import { io, type Socket } from 'socket.io-client';
import { CheckFailed } from './checklist.ts';

const connectMs = 5_000;
const enterMs = 10_000;
const answerMs = 5_000;

/** A board that only listens; `at` is when an event came, on the clock of `performance.now()`. */
export type ListeningBoard = Disposable & {
  transport: string;
  /** Each `nuevo_ticket` of this number so far. */
  heard(numero: string): { event: TicketEvent; at: number }[];
  /** The first of them; undefined when none came in time. @throws CheckFailed when the connection is cut */
  hears(numero: string, withinMs: number): Promise<{ event: TicketEvent; at: number } | undefined>;
  /** What the board is told when it asks from this position. @throws CheckFailed */
  replay(from: Cursor): Promise<BoardReply>;
};

/** Connects as a board does, with the same settings. @throws CheckFailed that tells why it may not or cannot */
export async function listenBoard(url: string, token: string): Promise<ListeningBoard> {
  const { origin, pathname } = new URL(url);
  const socket: Socket<ServerToClientEvents, ClientToServerEvents> = io(origin, {
    path: pathname.replace(/\/+$/, '') + ticketPaths.socket,
    auth: { token },
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    forceNew: true,
    timeout: connectMs,
    // A connection that is cut is reported, not repaired.
    reconnection: false,
    autoConnect: false,
  });
  const events: { event: TicketEvent; at: number }[] = [];
  const news = new EventEmitter();
  let cut: string | undefined;
  socket.on('nuevo_ticket', (event) => {
    events.push({ event, at: performance.now() });
    news.emit('news');
  });
  socket.on('disconnect', (reason) => {
    cut = reason;
    news.emit('news');
  });
  const heard = (numero: string) => events.filter(({ event }) => event.numero === numero);
  await connected(socket);

  return {
    transport: socket.io.engine.transport.name,
    heard,
    async hears(numero, withinMs) {
      const signal = AbortSignal.timeout(Math.max(0, Math.ceil(withinMs)));
      for (;;) {
        const [first] = heard(numero);
        if (first) return first;
        if (cut) throw new CheckFailed(`the connection was cut (${cut})`);
        if (signal.aborted) return undefined;
        await once(news, 'news', { signal }).catch(() => {});
      }
    },
    async replay(from) {
      const reply: unknown = await socket
        .timeout(answerMs)
        .emitWithAck('suscribir', from)
        .catch(() => undefined);
      if (reply === undefined) throw new CheckFailed(`no answer to suscribir in ${answerMs / 1_000} s`);
      const parsed = boardReplySchema.safeParse(reply);
      if (!parsed.success) throw new CheckFailed('the answer to suscribir is not the promised one');
      return parsed.data;
    },
    [Symbol.dispose]: () => void socket.disconnect(),
  };
}

function connected(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (reason: string) => {
      clearTimeout(limit);
      socket.disconnect();
      reject(new CheckFailed(reason));
    };
    // The client's own limit ends when the transport is open; a server that never lets in is cut off here.
    const limit = setTimeout(() => fail(`not let in within ${enterMs / 1_000} s`), enterMs);
    socket.once('connect', () => {
      clearTimeout(limit);
      resolve();
    });
    socket.once('connect_error', (error) => fail(describeRefusal(error)));
    socket.connect();
  });
}

function describeRefusal({ message, data }: Error & { data?: { type?: unknown } }): string {
  return data?.type ? `refused (${data.type}): ${message}` : `could not connect: ${message}`;
}
