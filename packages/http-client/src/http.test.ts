import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createHttp, type Http } from './http.ts';
import { scriptedPeer } from './scripted-peer.ts';

const apiKey = 'clave-de-prueba-0123456789abcdef';

function get(http: Http, path = '/healthz', signal?: AbortSignal) {
  return http.send({ method: 'GET', path, signal });
}

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

describe('createHttp', () => {
  it('keeps its connection for the next request, and sends one request at a time on it', async () => {
    await using service = await countingService();
    using http = createHttp({ url: service.url, apiKey, maxSockets: 2 });
    await get(http);
    await nextTurn(); // a connection is free again when its answer has been dealt with
    await get(http);
    expect(service.opened).toHaveLength(1);

    await Promise.all(Array.from({ length: 6 }, () => get(http)));
    expect(service.opened).toHaveLength(2);
    expect(service.mostAtOnce()).toBe(2);
  });

  it('closes an idle connection after 15 s, though the server would keep it for 65 s', async () => {
    await using peer = await scriptedPeer([{ status: 200, body: {} }]);
    const timers = vi.spyOn(globalThis, 'setTimeout');
    using http = createHttp({ url: peer.url, apiKey, timeoutMs: 1_000 });
    expect(await get(http)).toMatchObject({ headers: { 'keep-alive': 'timeout=65' } });
    await nextTurn();
    const longer = timers.mock.calls.map(([, ms = 0]) => ms).filter((ms) => ms > 1_000);
    expect(longer).toEqual([15_000]);
  });

  it('does not go through a proxy of the environment', async () => {
    await using proxy = await scriptedPeer([{ status: 200, body: { por: 'proxy' } }]);
    await using peer = await scriptedPeer([{ status: 200, body: { por: 'directo' } }]);
    for (const name of ['http_proxy', 'HTTP_PROXY']) vi.stubEnv(name, proxy.url);
    for (const name of ['no_proxy', 'NO_PROXY']) vi.stubEnv(name, '');
    using http = createHttp({ url: peer.url, apiKey });

    expect(await get(http)).toMatchObject({ status: 200, text: '{"por":"directo"}' });
    expect(proxy.requests).toEqual([]);
  });

  it('never leaves its base URL, and so never gives the key to another host', async () => {
    await using elsewhere = await scriptedPeer();
    await using peer = await scriptedPeer([{ status: 404 }]);
    using http = createHttp({ url: peer.url, apiKey });
    await get(http, `${elsewhere.url}/healthz`);
    await get(http, `//${elsewhere.url.replace('http://', '')}/healthz`);

    expect(elsewhere.requests).toEqual([]);
    expect(peer.requests).toHaveLength(2);
  });

  it('shows a name and password of the URL to what guards the service', async () => {
    await using peer = await scriptedPeer();
    using http = createHttp({ url: peer.url.replace('://', '://ana:cl%40ve@'), apiKey });
    await get(http);
    expect(peer.requests[0]?.headers.authorization).toBe(`Basic ${btoa('ana:cl@ve')}`);
  });

  it('gives up waiting for a connection when the time is over, and does not send it later', async () => {
    await using peer = await scriptedPeer(['hang', { status: 200 }]);
    using http = createHttp({ url: peer.url, apiKey, maxSockets: 1, timeoutMs: 150 });
    // It holds the only connection; the other is given up while it waits for that.
    const stop = new AbortController();
    const holding = get(http, '/a');
    const waiting = get(http, '/b', stop.signal);
    await peer.received(1);
    stop.abort();
    expect(await waiting).toMatchObject({ kind: 'failure', code: 'ABORTED' });
    expect(await holding).toMatchObject({ kind: 'failure', code: 'ETIMEDOUT' });
    expect(await get(http, '/c')).toMatchObject({ status: 200 });
    expect(peer.requests.map(({ path }) => path)).toEqual(['/a', '/c']);
  });

  it('cuts what is under way when it is disposed of', async () => {
    await using peer = await scriptedPeer(['hang']);
    const http = createHttp({ url: peer.url, apiKey });
    const pending = get(http);
    await peer.received(1);
    http[Symbol.dispose]();
    expect(await pending).toMatchObject({ kind: 'failure', code: 'ECONNRESET' });
  });

  it.each(['', '127.0.0.1:4001', 'ftp://tickets', 'http://tickets?clave=1', 'http://tickets#a'])(
    'refuses %j as a URL',
    (url) => {
      expect(() => createHttp({ url, apiKey })).toThrow(TypeError);
    },
  );

  it('refuses an empty key', () => {
    expect(() => createHttp({ url: 'http://tickets', apiKey: ' ' })).toThrow(TypeError);
  });

  it('refuses a key that no header can carry, without telling it', () => {
    const make = () => createHttp({ url: 'http://tickets', apiKey: 'clave\r\nX-Otro: 1' });
    expect(make).toThrow(TypeError);
    expect(make).not.toThrow(/clave/);
  });
});

/** A service that counts its connections and the requests that it has in hand. */
async function countingService() {
  const opened: Socket[] = [];
  let [atOnce, most] = [0, 0];
  const server: Server = createServer((_request, reply) => {
    atOnce += 1;
    most = Math.max(most, atOnce);
    setImmediate(() => {
      atOnce -= 1;
      reply.end('{}');
    });
  });
  server.on('connection', (socket) => opened.push(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    opened,
    mostAtOnce: () => most,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
