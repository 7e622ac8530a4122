import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { type BoardReply, type Cursor, type TicketEvent, ticketEventNames } from '@relevo/contract';
import { type Socket as ClientSocket, io, type ManagerOptions } from 'socket.io-client';
import { apiKey } from './http.ts';

/** What lets a board in: a session's headers or a key's token. */
export type Access = { headers?: Record<string, string>; auth?: object };

/**
 * Connects a Socket.IO client.
 * @param hear told of everything that comes, from the first message on
 * @throws the refusal of the handshake
 */
export async function connectSocket(
  url: string,
  access: Access,
  hear: (name: string, body: unknown) => void,
  options: Partial<ManagerOptions> = {},
): Promise<ClientSocket> {
  const { headers, auth } = access;
  const common = { transports: ['websocket'], forceNew: true, extraHeaders: headers };
  const socket = io(url, { ...common, ...(auth && { auth }), ...options });
  socket.onAny(hear);
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', (error) => {
      socket.disconnect();
      reject(error);
    });
  });
  return socket;
}

/** Keeps what is heard, in order, for tests that wait for it. */
export function createHeard<T>() {
  const all: T[] = [];
  const looks = new Set<() => void>();
  return {
    all,
    add(one: T) {
      all.push(one);
      for (const look of looks) look();
    },
    /** Resolves when `done` holds for what was heard so far: it looks after each message. */
    until(done: (all: T[]) => boolean, limitMs: number): Promise<T[]> {
      return new Promise((resolve, reject) => {
        const end = () => {
          clearTimeout(limit);
          looks.delete(look);
        };
        const look = () => {
          try {
            if (!done(all)) return;
            resolve(all);
          } catch (error) {
            reject(error);
          }
          end();
        };
        const limit = setTimeout(() => {
          end();
          reject(new Error(`not heard within ${limitMs} ms`));
        }, limitMs);
        looks.add(look);
        look();
      });
    },
  };
}

/** A plain client of the live board: it collects what it hears, in order. */
export type TestBoard = AsyncDisposable & {
  socket: ClientSocket;
  events: TicketEvent[];
  subscribe(cursor?: Cursor): Promise<BoardReply>;
  /** Resolves when `done` holds for what was heard so far. */
  until(done: (events: TicketEvent[]) => boolean, limitMs?: number): Promise<TicketEvent[]>;
};

export async function connectBoard(
  url: string,
  { token = apiKey, websocketOnly = true } = {},
): Promise<TestBoard> {
  const events = createHeard<TicketEvent>();
  const hear = (name: string, body: unknown) => {
    if (isTicketEvent(name)) events.add(body as TicketEvent);
  };
  const socket = await connectSocket(url, { auth: { token } }, hear, {
    transports: websocketOnly ? ['websocket'] : ['websocket', 'polling'],
    reconnectionDelay: 50,
    reconnectionDelayMax: 200,
  });
  return {
    socket,
    events: events.all,
    subscribe: (cursor = {}) => socket.timeout(5_000).emitWithAck('suscribir', cursor),
    until: (done, limitMs = 10_000) => events.until(done, limitMs),
    async [Symbol.asyncDispose]() {
      socket.disconnect();
    },
  };
}

const isTicketEvent = (name: string) => ticketEventNames.some((known) => known === name);

/** A board on a bare WebSocket that reads only when it is told to. */
export type StalledBoard = AsyncDisposable & {
  /** What it has been sent, in order, as far as it has read. An acknowledgement has the name `ack`. */
  heard: StalledHeard[];
  /** Stops taking anything off the connection: what is sent piles up on the other side. */
  stall(): void;
  read(): void;
  /** Sends Socket.IO text; `420["suscribir",{}]` asks with the acknowledgement 0. */
  send(text: string): void;
  until(done: (heard: StalledHeard[]) => boolean, limitMs?: number): Promise<StalledHeard[]>;
  /** Resolves when the connection is no more. One that is stalled hears of it when it reads. */
  closed: Promise<void>;
};

export type StalledHeard = {
  name: string;
  body: { seq: number; prev: number; head: number; epoch: string; tipo: string };
};

/**
 * Connects; it reads until it is told not to. Rejects where the connection ends before that.
 * @param headers the session's, for a board of somebody who is signed in; else the key
 */
export async function stalledBoard(url: string, headers: Record<string, string> = {}): Promise<StalledBoard> {
  const { hostname, port, host } = new URL(url);
  const socket = connect(Number(port), hostname);
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  const frames = readFrames(socket);
  const heard = createHeard<StalledHeard>();
  const refused = closed.then(() =>
    Promise.reject(new Error('the connection was closed before it was open')),
  );
  const waitFor = (text: string) => Promise.race([frames.first((frame) => frame.startsWith(text)), refused]);

  const upgrade = {
    ...{ Host: host, Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13' },
    ...{ 'Sec-WebSocket-Key': randomBytes(16).toString('base64'), ...headers },
  };
  const lines = Object.entries(upgrade).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n${lines.join('')}\r\n`);
  await waitFor('0');
  const send = (text: string) => void socket.write(maskedFrame(text));
  send(headers.Cookie ? '40' : `40${JSON.stringify({ token: apiKey })}`);
  await waitFor('40');
  frames.listen((frame) => {
    if (frame === '2') return send('3');
    const [, kind, json = ''] = /^4([23])\d*(\[.*)$/s.exec(frame) ?? [];
    if (kind === undefined) return;
    const [first, second] = JSON.parse(json);
    heard.add(kind === '2' ? { name: first, body: second } : { name: 'ack', body: first });
  });

  return {
    heard: heard.all,
    closed,
    send,
    stall: () => void socket.pause(),
    read: () => void socket.resume(),
    until: (done, limitMs = 15_000) => heard.until(done, limitMs),
    async [Symbol.asyncDispose]() {
      socket.destroy();
    },
  };
}

/** The text frames of a WebSocket (RFC 6455) after the answer to the upgrade. A server does not mask. */
export function readFrames(socket: Socket) {
  let chunks: Buffer[] = [];
  let upgraded = false;
  let listener: (frame: string) => void = () => {};
  const early: string[] = [];
  const waiting: { matches: (frame: string) => boolean; resolve: (frame: string) => void }[] = [];

  function take(frame: string): void {
    const at = waiting.findIndex(({ matches }) => matches(frame));
    if (at >= 0) waiting.splice(at, 1)[0]?.resolve(frame);
    else if (waiting.length > 0) early.push(frame);
    else listener(frame);
  }

  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    chunks.push(chunk);
    let data = Buffer.concat(chunks);
    if (!upgraded) {
      const end = data.indexOf('\r\n\r\n');
      if (end < 0) return;
      upgraded = true;
      data = data.subarray(end + 4);
    }
    for (let frame = frameAt(data); frame; frame = frameAt(data)) {
      take(data.toString('utf8', frame.start, frame.end));
      data = data.subarray(frame.end);
    }
    chunks = [data];
  });
  return {
    first: (matches: (frame: string) => boolean): Promise<string> =>
      new Promise((resolve) => waiting.push({ matches, resolve })),
    listen(next: (frame: string) => void) {
      listener = next;
      for (const frame of early.splice(0)) next(frame);
    },
  };
}

function frameAt(data: Buffer): { start: number; end: number } | undefined {
  if (data.length < 2) return undefined;
  const short = data.readUInt8(1);
  const start = short === 126 ? 4 : short === 127 ? 10 : 2;
  if (data.length < start) return undefined;
  const length =
    short === 126 ? data.readUInt16BE(2) : short === 127 ? Number(data.readBigUInt64BE(2)) : short;
  return data.length < start + length ? undefined : { start, end: start + length };
}

/** A client's frame; masked with zeros, which changes nothing of the text. */
export function maskedFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  const head =
    payload.length < 126
      ? Buffer.from([0x81, 0x80 | payload.length])
      : Buffer.from([0x81, 0x80 | 126, payload.length >> 8, payload.length & 0xff]);
  return Buffer.concat([head, Buffer.alloc(4), payload]);
}
