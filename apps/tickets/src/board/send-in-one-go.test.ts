import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, Socket as TcpSocket } from 'node:net';
import { Server } from 'socket.io';
import { io } from 'socket.io-client';
import { expect, it, vi } from 'vitest';
import { sendInOneGo } from './send-in-one-go.ts';

// What Node hands to the kernel: `_write` for one piece, `_writev` for all that gathered.
const writesOf = (prototype: object) => vi.spyOn(prototype as { _writev(): void }, '_writev');

it.each([['websocket'], ['polling', 'websocket']])(
  'sends a rush of events in few calls (%s first)',
  async (...transports) => {
    const http = createServer();
    await using server = new AsyncDisposableStack();
    const sockets = new Server(http);
    server.defer(() => sockets.close());
    sendInOneGo(sockets.engine);
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    const client = io(`http://127.0.0.1:${(http.address() as AddressInfo).port}`, { transports });
    server.defer(() => void client.disconnect());
    const [board] = await once(sockets, 'connection');
    if (board.conn.transport.name !== 'websocket') await once(board.conn, 'upgrade');

    const heard: number[] = [];
    client.on('event', (nth: number) => heard.push(nth));
    const writes = writesOf(TcpSocket.prototype);
    server.defer(() => void writes.mockRestore());
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
