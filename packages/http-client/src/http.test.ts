import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Step, scriptedPeer } from '@relevo/testkit/scripted-peer';
import { errors } from 'undici';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ask, createHttp, type Http, type HttpOptions, postJson, readFailure } from './http.ts';
import type { Promised } from './reply.ts';

describe('http', () => {
  describe('http', () => {
    const apiKey = 'clave-de-prueba-0123456789abcdef';

    function get(http: Http, path = '/api/tickets', signal?: AbortSignal) {
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
        // Long enough for the last request on a busy machine.
        using http = createHttp({ url: peer.url, apiKey, maxSockets: 1, timeoutMs: 1_000 });
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
  });

  describe('ask', () => {
    const apiKey = 'clave-de-prueba-0123456789abcdef';
    const promised: Promised<object> = {
      statuses: [200, 201],
      schema: {
        safeParse: (json) =>
          typeof json === 'object' && json !== null && !Array.isArray(json)
            ? { success: true, data: json }
            : { success: false, error: { issues: [] } },
      },
    };

    function httpOf(url: string, options: Partial<HttpOptions> = {}) {
      return createHttp({ url, apiKey, ...options });
    }

    function post(http: Http, signal?: AbortSignal) {
      return ask(http, postJson('/api/algo', '{}', { idempotencyKey: 'k-1', signal }), promised);
    }

    async function postTo(step: Step, options: Partial<HttpOptions> = {}) {
      await using peer = await scriptedPeer([step]);
      using http = httpOf(peer.url, options);
      return await post(http);
    }

    describe('ask', () => {
      it('believes the promised answer', async () => {
        const reply = await postTo({ status: 201, body: { id: 1 } });
        expect(reply).toEqual({ kind: 'reply', status: 201, promised: true, result: { id: 1 } });
      });

      it('makes one attempt', async () => {
        await using peer = await scriptedPeer([{ status: 503 }]);
        using http = httpOf(peer.url);
        expect(await post(http)).toMatchObject({ status: 503, promised: false });
        expect(peer.requests).toHaveLength(1);
      });

      it('does not follow a redirect, nor tell the query of where it leads', async () => {
        await using elsewhere = await scriptedPeer();
        await using peer = await scriptedPeer([
          { status: 307, headers: { Location: `${elsewhere.url}/api/algo?token=secreto` } },
        ]);
        using http = httpOf(peer.url);
        const reply = await post(http);

        const detail = `respondió una redirección a ${elsewhere.url}/api/algo`;
        expect(reply).toEqual({ kind: 'reply', status: 307, promised: false, detail });
        expect(elsewhere.requests).toEqual([]);
      });

      it('hands Retry-After on as it came', async () => {
        const reply = await postTo({ status: 503, headers: { 'Retry-After': 'mañana' } });
        expect(reply).toMatchObject({ status: 503, promised: false, detail: 'respuesta 503 de prueba' });
        // Header bytes are Latin-1: what matters is that nothing is interpreted here.
        expect(reply).toHaveProperty('retryAfter', expect.stringContaining('ma'));
      });

      it('never repeats the API key that a peer echoes', async () => {
        const reply = await postTo({ status: 401, body: { error: `clave inválida: ${apiKey}` } });
        expect(reply).toMatchObject({ status: 401, detail: 'clave inválida: ***' });

        const detail = `clave inválida: ${apiKey}`;
        const problem = { type: '/p', title: 'No', status: 401, detail, instance: 'r', error: detail };
        const told = await postTo({ status: 401, body: problem });
        expect(told).toMatchObject({ problem: { detail: 'clave inválida: ***' } });
        expect(JSON.stringify(told)).not.toContain(apiKey);
      });

      it('survives JSON nested as deep as an answer can be', async () => {
        const text = '['.repeat(30_000) + ']'.repeat(30_000);
        for (const status of [200, 500]) {
          const reply = await postTo({ status, text, headers: { 'Content-Type': 'application/json' } });
          expect(reply).toMatchObject({ kind: 'reply', status, promised: false });
        }
      });
    });

    describe('what breaks on the way is a value', () => {
      it.each(['hang', 'trickle'] as const)('ends a peer that does %j at the wall clock', async (step) => {
        const reply = await postTo(step, { timeoutMs: 150 });
        expect(reply).toEqual({
          kind: 'failure',
          code: 'ETIMEDOUT',
          message: 'sin respuesta completa en 150 ms',
        });
      });

      it('counts the time spent in DNS', async () => {
        using http = httpOf('http://servicio.invalid', {
          timeoutMs: 100,
          agentOptions: { lookup: () => {} },
        });
        const reply = await post(http);
        expect(reply).toMatchObject({ kind: 'failure', code: 'ETIMEDOUT' });
      });

      it.each(['ENOTFOUND', 'EAI_AGAIN'])('names %s from DNS', async (code) => {
        using http = httpOf('http://servicio.invalid', { agentOptions: { lookup: failingLookup(code) } });
        const reply = await post(http);
        expect(reply).toMatchObject({ kind: 'failure', code });
      });

      it('tells the caller’s abort from a timeout', async () => {
        await using peer = await scriptedPeer(['hang']);
        using http = httpOf(peer.url);
        const stop = new AbortController();
        const pending = post(http, stop.signal);
        await peer.received(1);
        stop.abort();
        expect(await pending).toMatchObject({ kind: 'failure', code: 'ABORTED' });

        const late = await post(http, stop.signal);
        expect(late).toMatchObject({ kind: 'failure', code: 'ABORTED' });
        expect(peer.requests).toHaveLength(1);
      });

      it.each(['drop', 'cut', 'store-then-drop'] as const)(
        'names ECONNRESET when the peer does %j',
        async (step) => {
          expect(await postTo(step)).toMatchObject({ kind: 'failure', code: 'ECONNRESET' });
        },
      );

      it('names ECONNREFUSED where nobody listens', async () => {
        const gone = await scriptedPeer();
        await gone[Symbol.asyncDispose]();
        using http = httpOf(gone.url);
        const reply = await post(http);
        expect(reply).toMatchObject({ kind: 'failure', code: 'ECONNREFUSED' });
      });

      it('hands the code of a failed TLS handshake on', async () => {
        await using peer = await scriptedPeer();
        using http = httpOf(peer.url.replace('http:', 'https:'));
        const reply = await post(http);
        expect(reply).toMatchObject({ kind: 'failure', code: expect.stringMatching(/^(EPROTO|ERR_SSL_)/) });
      });

      it('stops reading at 64 KiB', async () => {
        const reply = await postTo({ status: 200, text: 'x'.repeat(64 * 1024 + 1) });
        expect(reply).toMatchObject({ kind: 'failure', code: 'ERR_TOO_LARGE' });
        expect(await postTo({ status: 200, text: 'x'.repeat(64 * 1024) })).toMatchObject({ kind: 'reply' });
        expect(await postTo({ status: 500, text: 'x'.repeat(64 * 1024 + 1) })).toMatchObject({
          kind: 'failure',
        });
      });

      it('takes a refusal that is too long for a stranger’s, by its status and headers', async () => {
        const html = `<title>${'x'.repeat(200_000)}`;
        const reply = await postTo({ status: 413, headers: { Server: 'nginx' }, html });
        expect(reply).toMatchObject({ kind: 'reply', status: 413, by: 'nginx' });
        expect(reply).not.toHaveProperty('own');
      });
    });

    function failingLookup(code: string) {
      return (
        _host: string,
        _options: unknown,
        done: (error: NodeJS.ErrnoException, address: string) => void,
      ) => done(Object.assign(new Error(`getaddrinfo ${code}`), { code }), '');
    }
  });

  describe('post json', () => {
    const apiKey = 'clave-de-prueba-0123456789abcdef';
    const anything = {
      statuses: [200],
      schema: { safeParse: () => ({ success: true as const, data: 'sí' }) },
    };

    describe('postJson', () => {
      it('sends the text byte for byte, with the key of the message and its trace', async () => {
        await using peer = await scriptedPeer();
        using http = createHttp({ url: peer.url, apiKey });
        const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
        const body = ' {"nombre":  "Ñandú 🧉"} ';
        const request = postJson('/api/algo', body, { idempotencyKey: 'k-1', requestId: 'r-1', traceparent });

        expect(await ask(http, request, anything)).toMatchObject({ promised: true, result: 'sí' });
        expect(peer.requests).toMatchObject([{ method: 'POST', path: '/api/algo', body }]);
        expect(peer.requests[0]?.headers).toMatchObject({
          'x-api-key': apiKey,
          'idempotency-key': 'k-1',
          'x-request-id': 'r-1',
          traceparent,
          'content-type': 'application/json; charset=utf-8',
        });
      });

      it('keeps two keys apart that differ only in what a header cannot carry', async () => {
        const keyOf = (idempotencyKey: string) =>
          postJson('/', '{}', { idempotencyKey }).headers?.['Idempotency-Key'];
        expect(keyOf('mesa-✓')).toBe('mesa-%E2%9C%93');
        expect(keyOf('mesa-✗\r\nX-Otro: 1')).toBe('mesa-%E2%9C%97%0D%0AX-Otro:%201');
      });
    });
  });
});

describe('readFailure', () => {
  const coded = (code: string) => Object.assign(new Error('m'), { code });
  const cases: [unknown, string][] = [
    [new errors.ResponseExceededMaxSizeError(), 'ERR_TOO_LARGE'],
    [new errors.SocketError('other side closed'), 'ECONNRESET'],
    [new errors.ClientDestroyedError(), 'ECONNRESET'],
    [new errors.ConnectTimeoutError(), 'ETIMEDOUT'],
    [new errors.InvalidArgumentError('invalid request path'), 'ERR_UNKNOWN'],
    [coded('ECONNREFUSED'), 'ECONNREFUSED'],
    [coded('CERT_HAS_EXPIRED'), 'CERT_HAS_EXPIRED'],
    [coded('ERR_TLS_CERT_ALTNAME_INVALID'), 'ERR_TLS_CERT_ALTNAME_INVALID'],
    [new Error('m'), 'ERR_UNKNOWN'],
    ['no es un Error', 'ERR_UNKNOWN'],
  ];
  it.each(cases)('reads %s as %s', (error, code) => {
    expect(readFailure(error, 'clave')).toMatchObject({ kind: 'failure', code });
  });

  it('tells no address of what could not be reached', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED 10.0.0.7:3002'), {
      ...{ code: 'ECONNREFUSED', syscall: 'connect', address: '10.0.0.7', port: 3002 },
    });
    expect(readFailure(refused, 'clave').message).toBe('connect ECONNREFUSED');
  });

  it('hides the key in the message', () => {
    expect(readFailure(new Error('mala clave s3cr3t'), 's3cr3t').message).toBe('mala clave ***');
  });
});
