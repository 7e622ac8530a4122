import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { type AddressInfo, connect, createServer } from 'node:net';
import { promisify } from 'node:util';
import { createFakeClock, type FakeClock } from '@relevo/testkit/clock';
import { recordingLog } from '@relevo/testkit/log';
import { openRaw, sendRaw } from '@relevo/testkit/raw-http';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { SettingsError } from '../settings/settings.ts';
import { route, startApp } from '../testing/start-app.ts';
import { createLifecycle } from './health.ts';
import { serve } from './serve.ts';

/** A route that answers only when it is let go. */
function heldRoute() {
  const entered = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const held = route('get', '/lenta', async (_req, res) => {
    entered.resolve();
    await release.promise;
    res.json({ listo: true });
  });
  return { held, entered: entered.promise, release: release.resolve };
}

describe('listening', () => {
  it('makes the service ready and says where it is', async () => {
    await using app = await startApp();
    expect(app.url).toBe(`http://127.0.0.1:${app.port}`);
    expect(app.lifecycle.state).toBe('ready');
    expect(app.server.keepAliveTimeout).toBe(65_000);
    expect(app.server.headersTimeout).toBe(15_000);
    expect(app.server.requestTimeout).toBe(15_000);
  });

  const listen = (host: string, port: number) =>
    serve(() => {}, { host, port, log: recordingLog().log, lifecycle: createLifecycle() });

  it('names the setting when the port is taken, in one line', async () => {
    await using app = await startApp();
    const failure = await listen('127.0.0.1', app.port).catch((error) => error);
    expect(failure).toBeInstanceOf(SettingsError);
    expect(failure.problems).toEqual([
      { variable: 'PORT', message: `port ${app.port} on 127.0.0.1 is already in use; choose another one` },
    ]);
  });

  it('names the setting when the address is not of this machine', async () => {
    await expect(listen('192.0.2.1', 0)).rejects.toThrow(
      /HOST: 192\.0\.2\.1 is not an address of this machine/,
    );
  });
});

describe('malformed HTTP', () => {
  it('answers 408 to a body that does not come to its end, and closes', async () => {
    const echo = route('post', '/eco', (_req, res) => res.json({}), { body: true });
    await using app = await startApp([echo]);
    app.server.requestTimeout = 1;
    const head = 'POST /eco HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 9';
    const answer = await sendRaw(app.port, `${head}\r\n\r\n{`);
    expect(answer).toMatch(/^HTTP\/1\.1 408 .*Connection: close.*La solicitud tardó demasiado/s);
  });

  it.each([
    ['nonsense', 'nonsense\r\n\r\n', 400],
    ['two lengths', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', 400],
    ['huge headers', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
  ])('answers %s, closes, and logs nothing above debug', async (_name, bytes, status) => {
    await using app = await startApp();
    expect(await sendRaw(app.port, bytes)).toMatch(
      new RegExp(`^HTTP/1.1 ${status} .*[Cc]onnection: close`, 's'),
    );
    expect(app.lines().filter(({ level }) => level !== 'debug')).toEqual([]);
  });

  it('answers with a problem that has an id, and with the security headers', async () => {
    await using app = await startApp();
    const answer = await sendRaw(app.port, '\u0001\u0002\r\n\r\n');
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    const problem = JSON.parse(body) as { instance: string };
    expect(problem).toMatchObject({ type: '/problemas/datos-invalidos', status: 400 });
    expect(head).toContain(`X-Request-Id: ${problem.instance}`);
    expect(head).toMatch(/content-security-policy/i);
  });

  it('refuses a request without Host with a problem as well', async () => {
    await using app = await startApp();
    const answer = await sendRaw(app.port, 'GET /livez HTTP/1.1\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 400 .*content-type: application\/problem\+json/is);
  });

  it('closes a connection that the other side never closes', async () => {
    await using app = await startApp();
    const peer = connect({ port: app.port, host: '127.0.0.1', allowHalfOpen: true });
    await once(peer, 'connect');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    peer.write('nonsense\r\n\r\n');
    await once(peer.resume(), 'end');
    const open = promisify(app.server.getConnections.bind(app.server));
    expect(await open()).toBe(1);
    vi.advanceTimersByTime(1_000);
    await vi.waitFor(async () => expect(await open()).toBe(0));
    vi.useRealTimers();
    peer.destroy();
  });

  it('writes nothing after the start of an answer', async () => {
    const begun = route('post', '/mitad', (_req, res) => {
      res.writeHead(200, { 'content-length': '100' });
      res.write('half');
    });
    await using app = await startApp([begun]);
    const raw = await openRaw(app.port);
    raw.send('POST /mitad HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n');
    let received = await raw.next();
    raw.socket.on('data', (bytes) => {
      received += bytes;
    });
    raw.send('no chunk\r\n');
    await raw.closed();
    expect(received).toMatch(/half$/);
  });
});

describe('a request that offers an upgrade', () => {
  it.each([
    ['to HTTP/2, as some clients do with every request', '/eco', 'h2c'],
    ['to HTTP/2 where WebSockets are taken', '/enchufe/', 'h2c'],
    ['to a WebSocket where none is taken', '/eco', 'websocket'],
  ])('%s is answered like any other', async (_what, path, upgrade) => {
    const echo = route('post', ['/eco', '/enchufe/'], (req, res) => res.json(req.body), { body: true });
    await using app = await startApp([echo], {
      // Like Socket.IO, it leaves alone what is not its own.
      upgrades: { path: '/enchufe', attach: (server) => void server.on('upgrade', () => {}) },
    });
    const head = `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 7\r\n`;
    const offer = `Connection: Upgrade, close\r\nUpgrade: ${upgrade}\r\n\r\n`;
    expect(await sendRaw(app.port, `${head}${offer}{"a":1}`)).toMatch(/^HTTP\/1.1 200 .*{"a":1}$/s);
  });
});

describe('many requests at once on one connection', () => {
  const paths = ['/eco', '/enchufe/'];
  /** Counts what reaches the routes; `/enchufe` is taken by somebody who takes over the listeners, as Socket.IO does. */
  async function startCounting() {
    const reached: string[] = [];
    const counted = route('get', '/eco', (req, res) => {
      reached.push(req.url);
      res.json({ n: reached.length });
    });
    const attach = (server: Server) => {
      const listeners = server.listeners('request');
      server.removeAllListeners('request');
      server.on('request', (req, res) => {
        if (!req.url?.startsWith('/enchufe'))
          return listeners.forEach((listener) => void listener.call(server, req, res));
        reached.push(req.url);
        res.end(`{"n":${reached.length}}`);
      });
      return undefined;
    };
    const app = await startApp([counted], { upgrades: { path: '/enchufe', attach } });
    return { app, reached };
  }
  const requests = (count: number, path: string, headers = '') =>
    Array.from({ length: count }, (_, n) => `GET ${path}?${n} HTTP/1.1\r\nHost: a\r\n${headers}\r\n`).join(
      '',
    );

  /** Resolves when the connection has been closed. */
  async function flood(port: number, text: string) {
    const raw = await openRaw(port);
    raw.send(text);
    await raw.closed();
  }

  it.each(paths)('closes the connection of a flood of %s, with one log line a second', async (path) => {
    const { app, reached } = await startCounting();
    await using _ = app;
    await flood(app.port, requests(200, path));
    expect(reached.length).toBe(16);
    await flood(app.port, requests(200, path));
    expect(reached.length).toBe(32);
    expect(app.lines().filter(({ msg }) => String(msg).includes('without waiting'))).toHaveLength(1);
    expect((await app.call('/eco')).status).toBe(200);
  });

  it('takes nothing more apart of what has been read from a connection that it closed', async () => {
    const { app } = await startCounting();
    await using _ = app;
    let made = 0;
    const count = (message: unknown) => {
      const { server } = message as { server: Server };
      if ((server.address() as AddressInfo).port === app.port) made += 1;
    };
    subscribe('http.server.request.start', count);
    await flood(app.port, requests(1_000, '/livez'));
    unsubscribe('http.server.request.start', count);
    expect(made).toBeGreaterThan(16);
    expect(made).toBeLessThan(20);
  });

  it('closes it as well where the requests expect what nobody knows', async () => {
    const { app, reached } = await startCounting();
    await using _ = app;
    await flood(app.port, requests(200, '/eco', 'Expect: nada\r\n'));
    expect(reached.length).toBe(16);
  });

  it.each(paths)('answers ten of %s in order, again and again', async (path) => {
    const { app, reached } = await startCounting();
    await using _ = app;
    const raw = await openRaw(app.port);
    let received = '';
    raw.socket.on('data', (bytes) => {
      received += bytes;
    });
    for (let round = 1; round <= 3; round += 1) {
      raw.send(requests(10, path));
      await vi.waitFor(() => expect(received.match(/"n":\d+/g)).toHaveLength(10 * round));
    }
    expect(received.match(/(?<="n":)\d+/g)?.map(Number)).toEqual(Array.from({ length: 30 }, (_, n) => n + 1));
    expect(reached).toHaveLength(30);
    raw.socket.destroy();
  });
});

describe('draining', () => {
  let clock: FakeClock;
  afterEach(() => clock?.advance(1e9));

  it('lets work in flight finish while new work gets 503 and /readyz says so', async () => {
    clock = createFakeClock();
    const { held, entered, release } = heldRoute();
    await using app = await startApp([held], { clock });
    const inFlight = app.call('/lenta');
    await entered;
    const disposed = app[Symbol.asyncDispose]();

    const refused = await app.call('/lenta');
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('5');
    expect(refused.headers.get('connection')).toBe('close');
    expect(await refused.json()).toMatchObject({ type: '/problemas/no-disponible' });
    const ready = await app.call('/readyz');
    expect([ready.status, await ready.json()]).toEqual([503, { status: 'draining' }]);
    expect((await app.call('/livez')).status).toBe(200);
    expect((await app.call('/healthz')).status).toBe(200);

    release();
    expect(await (await inFlight).json()).toEqual({ listo: true });
    await disposed;
    await expect(app.call('/livez')).rejects.toThrow();
  });

  it('closes idle connections at once, also while work is in flight, and frees the port', async () => {
    const { held, entered, release } = heldRoute();
    const app = await startApp([held]);
    const idle = await openRaw(app.port);
    idle.send('GET /livez HTTP/1.1\r\nHost: a\r\n\r\n');
    await idle.next();
    const inFlight = app.call('/lenta');
    await entered;
    const disposed = app[Symbol.asyncDispose]();
    await idle.closed();
    release();
    expect((await inFlight).status).toBe(200);
    await disposed;
    const again = createServer().listen(app.port, '127.0.0.1');
    await once(again, 'listening');
    again.close();
  });

  it('cuts off work that is not done by the limit, and logs how much', async () => {
    clock = createFakeClock();
    const { held, entered } = heldRoute();
    const app = await startApp([held], { clock, drainMs: 8_000 });
    const cut = app.call('/lenta').catch((error: Error) => error);
    await entered;
    const disposed = app[Symbol.asyncDispose]();
    await clock.sleeping();
    clock.advance(8_000);
    await disposed;
    expect(await cut).toBeInstanceOf(Error);
    expect(app.lines()).toContainEqual(
      expect.objectContaining({ level: 'warn', inFlight: 1, drainMs: 8_000 }),
    );
  });

  it('closes live connections first, and cuts upgraded ones at the end', async () => {
    let closed = false;
    const app = await startApp([], {
      upgrades: {
        path: '/enchufe',
        attach(server) {
          server.on('upgrade', (_req, socket) => socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n'));
          return async () => {
            closed = true;
            throw new Error('a connection would not close');
          };
        },
      },
    });
    const raw = await openRaw(app.port);
    raw.send('GET /enchufe/ HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    await raw.next();
    await app[Symbol.asyncDispose]();
    await raw.closed();
    expect(closed).toBe(true);
    expect(app.lines()).toContainEqual(expect.objectContaining({ level: 'error' }));
  });

  it('ends what works without requests when draining begins, not after them', async () => {
    clock = createFakeClock();
    const { held, entered, release } = heldRoute();
    const ending = Promise.withResolvers<void>();
    const app = await startApp([held], { clock, onDrain: async () => ending.resolve() });
    const inFlight = app.call('/lenta');
    await entered;
    const disposed = app[Symbol.asyncDispose]();
    await ending.promise;
    release();
    expect((await inFlight).status).toBe(200);
    await disposed;
  });

  it('drains once, however often it is disposed of', async () => {
    const app = await startApp();
    await Promise.all([app[Symbol.asyncDispose](), app[Symbol.asyncDispose]()]);
    expect(app.lines().filter(({ msg }) => msg === 'draining')).toHaveLength(1);
  });
});
