import { Agent, request } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createHttp } from './http.ts';
import { scriptedPeer } from './scripted-peer.ts';

const apiKey = 'clave-de-prueba-0123456789abcdef';

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('createHttp', () => {
  it('lets an idle socket live 15 s, less than the 65 s of the server', async () => {
    await using peer = await scriptedPeer([{ status: 200, body: {} }]);
    using http = createHttp({ url: peer.url, apiKey });
    const agent = http.axios.defaults.httpAgent;
    if (!(agent instanceof Agent)) throw new Error('no agent');

    await http.axios.get('/healthz');
    await http.axios.get('/healthz');
    while (Object.keys(agent.freeSockets).length === 0) await setImmediate();
    const idle = Object.values(agent.freeSockets).flatMap((sockets) => sockets ?? []);
    expect(idle.map((socket) => socket.timeout)).toEqual([15_000]);
  });

  it('does not go through a proxy of the environment', async () => {
    await using proxy = await scriptedPeer([{ status: 200, body: { por: 'proxy' } }]);
    await using peer = await scriptedPeer([{ status: 200, body: { por: 'directo' } }]);
    for (const name of ['http_proxy', 'HTTP_PROXY']) vi.stubEnv(name, proxy.url);
    for (const name of ['no_proxy', 'NO_PROXY']) vi.stubEnv(name, '');
    using http = createHttp({ url: peer.url, apiKey });

    expect((await http.axios.get('/healthz')).data).toBe('{"por":"directo"}');
    expect(proxy.requests).toEqual([]);
  });

  it('never leaves its base URL, and so never gives the key to another host', async () => {
    await using elsewhere = await scriptedPeer();
    await using peer = await scriptedPeer([{ status: 404 }]);
    using http = createHttp({ url: peer.url, apiKey });
    await http.axios.get(`${elsewhere.url}/healthz`);

    expect(elsewhere.requests).toEqual([]);
    expect(peer.requests).toHaveLength(1);
  });

  it('gives up waiting for one of its own connections when the time of the attempt is over', async () => {
    await using peer = await scriptedPeer(['hang']);
    using http = createHttp({ url: peer.url, apiKey, maxSockets: 1, timeoutMs: 150 });
    // It holds the only connection for longer than the other may wait.
    const holding = request(peer.url, { agent: http.axios.defaults.httpAgent }).on('error', () => {});
    holding.end();
    await peer.received(1);
    expect(await http.axios.get('/healthz').catch((error) => error.code)).toBe('ETIMEDOUT');
    expect(peer.requests).toHaveLength(1);
    holding.destroy();
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
});
