import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { createFakeClock, eventLoopTurn } from '@relevo/testkit/clock';
import { apiKey, post } from '@relevo/testkit/http';
import { anOrder } from '@relevo/testkit/orders';
import { storeForTest } from '@relevo/testkit/services';
import { until } from '@relevo/testkit/until';
import { expect, it } from 'vitest';

it('ends its relay while requests are still coming in, not after them', async () => {
  const clock = createFakeClock({ settle: eventLoopTurn });
  await using peer = await silentPeer();
  const store = await storeForTest({ clock, env: { TICKETS_URL: peer.url, RELAY_WAIT_MS: '0' } });
  expect((await post(`${store.url}/api/pedidos`, anOrder('A-1'))).body.entrega.estado).toBe('pendiente');
  await peer.asked;
  const slow = await startBody(store.url);

  const stopped = store[Symbol.asyncDispose]();
  const grace = clock.now() + 5_000;
  // It runs already: the grace of the relay after the limit of the requests would make thirteen seconds in all.
  await until(
    async () => clock.wakeTimes(),
    (times) => times.includes(grace),
    5_000,
  );
  await clock.advance(5_000);
  slow.destroy();
  await stopped;
});

/** A ticket service that takes every connection and never answers. */
async function silentPeer() {
  const heard = Promise.withResolvers<void>();
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => heard.resolve());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const closing = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return { url: `http://127.0.0.1:${port}`, asked: heard.promise, [Symbol.asyncDispose]: closing };
}

/** A request whose body never comes to its end. Resolves when the service waits for the rest. */
async function startBody(url: string) {
  const { hostname, port, host } = new URL(url);
  const socket = connect(Number(port), hostname).on('error', () => {});
  const head = [
    `Host: ${host}`,
    `X-API-Key: ${apiKey}`,
    'Content-Type: application/json',
    'Content-Length: 9',
  ];
  socket.write(`POST /api/pedidos HTTP/1.1\r\n${head.join('\r\n')}\r\nExpect: 100-continue\r\n\r\n`);
  await once(socket, 'data');
  return socket;
}
