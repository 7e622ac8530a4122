import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, Socket as TcpSocket } from 'node:net';
import { Server } from 'socket.io';
import { io } from 'socket.io-client';
import { afterEach, expect, it, vi } from 'vitest';
import { sendInOneGo } from './send-in-one-go.ts';

// What Node hands to the kernel: `_write` for one piece, `_writev` for all that gathered.
const writesOf = (prototype: object) => vi.spyOn(prototype as { _writev(): void }, '_writev');

afterEach(() => vi.restoreAllMocks());

/** A server and boards of it, each on a WebSocket in the end. */
async function connect(boards: number, transports: string[]) {
  const http = createServer();
  const stack = new AsyncDisposableStack();
  const sockets = new Server(http);
  stack.defer(() => sockets.close());
  sendInOneGo(sockets.engine);
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

it('leaves a transport alone that has no connection of its own', () => {
  const sent: unknown[][] = [];
  const polling = { send: (packets: unknown[]) => void sent.push(packets) };
  sendInOneGo({
    on(_name: string, listener: (connection: object) => void) {
      listener({ transport: polling, on: () => {} });
      return this as never;
    },
  });
  polling.send([1]);
  expect(sent).toEqual([[1]]);
});
