import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { type AddressInfo, Socket as TcpSocket } from 'node:net';
import { Server } from 'socket.io';
import { io } from 'socket.io-client';
import { Decoder, Encoder, type Packet, PacketType } from 'socket.io-parser';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  batchWrites,
  serializedOnce,
  serializeOnce,
  sharingParser,
  waitingPackets,
  writtenFor,
} from './socket-internals.ts';

/** The version of a library as Socket.IO itself loads it. */
function installedVersion(name: string): string {
  const socketIo = createRequire(import.meta.url).resolve('socket.io');
  const main = createRequire(socketIo).resolve(name);
  const folder = main.slice(0, main.lastIndexOf(`/node_modules/${name}/`));
  return JSON.parse(readFileSync(`${folder}/node_modules/${name}/package.json`, 'utf8')).version;
}

describe('the private parts of Socket.IO', () => {
  it.each(Object.entries(writtenFor))('are those that were read: %s %s', (name, version) => {
    expect(installedVersion(name)).toBe(version);
  });

  it('are not needed to count what waits: a connection without a buffer counts as empty', () => {
    expect(waitingPackets({})).toBe(0);
    expect(waitingPackets({ writeBuffer: [1, 2] })).toBe(2);
  });
});

describe('batched writes', () => {
  // What Node hands to the kernel: `_write` for one piece, `_writev` for all that gathered.
  const writesOf = (prototype: object) => vi.spyOn(prototype as { _writev(): void }, '_writev');

  afterEach(() => vi.restoreAllMocks());

  /** A server and boards of it, each on a WebSocket in the end. */
  async function connect(boards: number, transports: string[]) {
    const http = createServer();
    const stack = new AsyncDisposableStack();
    const sockets = new Server(http);
    stack.defer(() => sockets.close());
    batchWrites(sockets.engine);
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
    const clients = [];
    for (let nth = 0; nth < boards; nth += 1) {
      const client = io(url, { transports, forceNew: true });
      stack.defer(() => void client.disconnect());
      clients.push(client);
      const [board] = await once(sockets, 'connection');
      if (board.conn.transport.name !== 'websocket') await once(board.conn, 'upgrade');
    }
    return { sockets, clients, [Symbol.asyncDispose]: () => stack.disposeAsync() };
  }

  it('sends an event to each board as it is, in one piece', async () => {
    await using server = await connect(3, ['websocket']);
    const gathering = writesOf(TcpSocket.prototype);
    // Beyond 125 bytes the head of a frame is longer, beyond 65 535 longer still.
    for (const length of [1, 200, 70_000]) {
      const text = 'ñ'.repeat(length);
      const heard = server.clients.map((client) => new Promise((hear) => client.once('event', hear)));
      server.sockets.emit('event', text);
      expect(await Promise.all(heard)).toEqual([text, text, text]);
    }
    expect(gathering).not.toHaveBeenCalled();
  });

  it.each([['websocket'], ['polling', 'websocket']])(
    'sends a rush of events in few calls (%s first)',
    async (...transports) => {
      await using server = await connect(1, transports);
      const { sockets, clients } = server;
      const heard: number[] = [];
      clients[0]?.on('event', (nth: number) => heard.push(nth));
      const writes = writesOf(TcpSocket.prototype);
      for (let nth = 0; nth < 100; nth += 1) sockets.emit('event', nth);
      await vi.waitFor(() => expect(heard).toHaveLength(100));

      expect(heard).toEqual(Array.from({ length: 100 }, (_, nth) => nth));
      expect(writes.mock.calls.length).toBeLessThan(5);
    },
  );

  it.each([
    ['has no connection of its own', {}],
    ['has a connection that cannot hold writes back', { socket: { _socket: {} } }],
  ])('leave a transport alone that %s', (_what, parts) => {
    const sent: unknown[][] = [];
    const transport = { ...parts, send: (packets: unknown[]) => void sent.push(packets) };
    batchWrites({
      on(_name: string, listener: (connection: object) => void) {
        listener({ transport, on: () => {} });
        return this as never;
      },
    });
    transport.send([1]);
    expect(sent).toEqual([[1]]);
  });
});

describe('a value that is serialized once', () => {
  /** A value that counts how often its JSON is made. */
  function counted(body: object) {
    const counter = { made: 0 };
    const value = {
      toJSON() {
        counter.made += 1;
        return body;
      },
    };
    return { value, counter };
  }

  const sharing = new sharingParser.Encoder();
  const stock = new Encoder();

  const snapshot = {
    tipo: 'instantanea',
    epoch: 'e',
    head: 3,
    tickets: [{ cliente_nombre: 'Añá "Ñ" \u2028 😀', extra: { a: [null, 1.5, ''] } }],
  };

  function ack(data: unknown[], more: Partial<Packet> = {}): Packet {
    return { type: PacketType.ACK, nsp: '/', id: 12, data, ...more } as Packet;
  }

  describe('the acknowledgement of a marked value', () => {
    const marked = { ...snapshot };
    serializeOnce(marked);

    it.each([
      ['in the default namespace', {}],
      ['with the id 0', { id: 0 }],
      ['with a long id', { id: 123_456 }],
      ['in another namespace', { nsp: '/tablero' }],
    ])('is byte for byte what the stock encoder sends: %s', (_what, more) => {
      expect(sharing.encode(ack([marked], more))).toEqual(stock.encode(ack([snapshot], more)));
    });

    it('is read by the stock decoder as what was sent', async () => {
      const decoder = new Decoder();
      const decoded = new Promise<Packet>((resolve) => decoder.once('decoded', resolve));
      const [text] = sharing.encode(ack([marked]));
      decoder.add(text);
      expect(await decoded).toEqual(ack([snapshot]));
    });

    it('makes its text once, at first use, for a hundred sockets', () => {
      const { value, counter } = counted(snapshot);
      serializeOnce(value);
      expect(counter.made).toBe(0);
      const texts = Array.from({ length: 100 }, (_, id) => sharing.encode(ack([value], { id })));
      expect(counter.made).toBe(1);
      expect(texts).toEqual(Array.from({ length: 100 }, (_, id) => stock.encode(ack([snapshot], { id }))));
    });
  });

  describe('everything else', () => {
    it.each([
      ['an acknowledgement of what nobody marked', ack([{ ok: true }])],
      ['one without a value', ack([])],
      ['one of null', ack([null])],
      ['an event', { type: PacketType.EVENT, nsp: '/', data: ['posicion', { head: 1 }] }],
      ['a handshake', { type: PacketType.CONNECT, nsp: '/', data: { sid: 'x' } }],
      ['a goodbye', { type: PacketType.DISCONNECT, nsp: '/' }],
    ] as [string, Packet][])('is encoded as always: %s', (_what, packet) => {
      expect(sharing.encode({ ...packet })).toEqual(stock.encode({ ...packet }));
    });

    it('is encoded as always where it holds bytes', () => {
      const packet = ack([{ bytes: Buffer.from('ñ') }]);
      expect(sharing.encode({ ...packet })).toEqual(stock.encode({ ...packet }));
    });

    it('has no shared text', () => {
      for (const value of [undefined, null, 'text', 7, {}, []]) expect(serializedOnce(value)).toBeUndefined();
    });

    it('is serialized each time', () => {
      const { value, counter } = counted(snapshot);
      sharing.encode(ack([value]));
      const once = counter.made;
      sharing.encode(ack([value]));
      expect(counter.made).toBe(2 * once);
    });
  });
});
