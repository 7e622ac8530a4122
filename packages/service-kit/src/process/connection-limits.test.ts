import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { recordingLog } from '@relevo/testkit/log';
import { expect, it, vi } from 'vitest';
import { startApp } from '../testing/start-app.ts';
import { type ConnectionLimits, limitConnections } from './connection-limits.ts';

const get = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';

/** A server with these limits and a clock of its own. */
async function serverWith(limits: Partial<ConnectionLimits>) {
  const clock = { ms: 0 };
  const recorded = recordingLog();
  const server = createServer((_request, response) => response.end('ok'));
  const all = { max: 1_000, maxPerAddress: 1_000, ...limits };
  const { sizes } = limitConnections(server, all, { log: recorded.log, now: () => clock.ms, everyMs: 10 });
  server.listen(0, '0.0.0.0');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const clients: Socket[] = [];

  /** Opens a connection; `spoken` sends a request and has its answer. */
  async function open(options: { from?: string; spoken?: boolean } = {}) {
    const socket = connect({ host: '127.0.0.1', port, localAddress: options.from });
    socket.on('error', () => {});
    clients.push(socket);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    const heard = (event: string) => new Promise((resolve) => socket.once(event, resolve));
    await Promise.race([heard('connect'), closed]);
    // It is there for the server as well when something else has been answered.
    if (!options.spoken)
      await vi.waitFor(() => expect(socket.destroyed || socket.readyState === 'open').toBe(true));
    else {
      socket.write(get);
      await Promise.race([heard('data'), closed]);
    }
    return { socket, closed, isOpen: () => !socket.destroyed };
  }
  return {
    clock,
    lines: () => recorded.lines,
    sizes,
    open,
    async [Symbol.asyncDispose]() {
      for (const client of clients) client.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

it('closes a connection that has sent nothing for 10 s, and no other', async () => {
  await using server = await serverWith({});
  const silent = await server.open();
  const spoken = await server.open({ spoken: true });
  await vi.waitFor(() => expect(server.sizes()).toEqual({ open: 2, addresses: 1, silent: 1 }));
  server.clock.ms = 9_000;
  await server.open({ spoken: true });
  expect(silent.isOpen()).toBe(true);
  server.clock.ms = 10_000;
  await silent.closed;
  expect(spoken.isOpen()).toBe(true);
});

it('makes room for a new connection by closing the oldest silent one of its address', async () => {
  await using server = await serverWith({ maxPerAddress: 20 });
  const spoken = [];
  for (let nth = 0; nth < 18; nth += 1) spoken.push(await server.open({ spoken: true }));
  const oldest = await server.open();
  await vi.waitFor(() => expect(server.sizes().open).toBe(19));
  const newer = await server.open();
  await vi.waitFor(() => expect(server.sizes().open).toBe(20));
  const newest = await server.open({ spoken: true });
  await oldest.closed;
  expect([newer, newest, ...spoken].every((one) => one.isOpen())).toBe(true);
});

it('takes a burst of orders for silent only when it has been silent for a while', async () => {
  await using server = await serverWith({ maxPerAddress: 100 });
  const burst = await Promise.all(Array.from({ length: 60 }, () => server.open()));
  await vi.waitFor(() => expect(server.sizes().open).toBe(60));
  expect(burst.every((one) => one.isOpen())).toBe(true);
  server.clock.ms = 1_000;
  await server.open();
  await Promise.race(burst.map((one) => one.closed));
  expect(burst.filter((one) => !one.isOpen())).toHaveLength(1);
});

it('refuses a new connection of an address that has too many, and none of another address', async () => {
  await using server = await serverWith({ maxPerAddress: 5 });
  const first = [];
  for (let nth = 0; nth < 5; nth += 1) first.push(await server.open({ spoken: true }));
  const refused = await server.open();
  await refused.closed;
  const other = await server.open({ from: '127.0.0.2', spoken: true });
  expect([...first, other].every((one) => one.isOpen())).toBe(true);
  await vi.waitFor(() =>
    expect(server.lines()).toContainEqual(
      expect.objectContaining({ msg: 'connections closed, there were too many', refused: 1 }),
    ),
  );
});

it('lets in whoever speaks, from the same address, while thousands of silent connections come', async () => {
  await using server = await serverWith({ max: 200, maxPerAddress: 100 });
  const kept = await server.open({ spoken: true });
  for (let nth = 0; nth < 30; nth += 1) {
    await Promise.all(Array.from({ length: 50 }, () => server.open()));
    const speaking = await server.open({ spoken: true });
    expect(speaking.isOpen()).toBe(true);
    speaking.socket.destroy();
    expect(server.sizes().open).toBeLessThanOrEqual(100);
  }
  expect(kept.isOpen()).toBe(true);
});

it('keeps track of nothing when all are gone', async () => {
  await using server = await serverWith({ maxPerAddress: 50 });
  const opened = [];
  for (const from of ['127.0.0.1', '127.0.0.2', '127.0.0.3'])
    for (let nth = 0; nth < 100; nth += 1) opened.push(await server.open({ from, spoken: nth % 2 === 0 }));
  for (const { socket } of opened) socket.destroy();
  await vi.waitFor(() => expect(server.sizes()).toEqual({ open: 0, addresses: 0, silent: 0 }));
});

it('counts no address behind a trusted proxy, from which all connections come', async () => {
  const limits = { maxConnections: 10_000, maxConnectionsPerAddress: 10 };
  for (const [trustProxy, accepted] of [
    [1, true],
    [false, false],
  ] as const) {
    await using app = await startApp([], { ...limits, trustProxy });
    const clients = [];
    for (let nth = 0; nth < 11; nth += 1) {
      const client = connect(app.port, '127.0.0.1');
      clients.push(client);
      client.on('error', () => {});
      client.write('GET /livez HTTP/1.1\r\nHost: a\r\n\r\n');
      await new Promise((resolve) => client.once('data', resolve).once('close', resolve));
    }
    expect(clients.at(-1)?.destroyed).toBe(!accepted);
    for (const client of clients) client.destroy();
  }
});
