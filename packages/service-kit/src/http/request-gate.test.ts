import { apiKey } from '@relevo/testkit/http';
import { openRaw, sendRaw } from '@relevo/testkit/raw-http';
import { afterAll, describe, expect, it } from 'vitest';
import { requireApiKey, resolveApiKeys } from '../auth/api-keys.ts';
import { createRateLimits } from '../overload/rate-limit.ts';
import { openApp, route, startApp } from '../testing/start-app.ts';
import { HttpProblem } from './problem.ts';
import { noteForLog, refusedOrigin } from './request-context.ts';
import { normalizeUrl } from './request-gate.ts';

it.each([
  ['/api/tickets', '/api/tickets'],
  ['//api/tickets', '/api/tickets'],
  ['/api///tickets//1', '/api/tickets/1'],
  ['//api?next=http://a//b', '/api?next=http://a//b'],
  ['/?q=//', '/?q=//'],
  ['http://shop.example//api/tickets?x=1', '/api/tickets?x=1'],
  ['*', '*'],
])('reads the request target %s as %s', (sent, meant) => {
  expect(normalizeUrl(sent)).toBe(meant);
});

const app = await startApp([route('get', '/api/hola', (_req, res) => res.json({}))]);
afterAll(() => app[Symbol.asyncDispose]());

const get = 'GET /api/hola HTTP/1.1\r\nConnection: close\r\n';

it.each([
  ['no Host', get],
  ['an empty Host', `${get}Host:\r\n`],
  ['two Hosts', `${get}Host: a\r\nHost: b\r\n`],
  ['the same Host twice', `${get}Host: a\r\nX-Other: c\r\nhOST: a\r\n`],
  ['a Host with a name in front', `${get}Host: a@b\r\n`],
  ['a Host with a path', `${get}Host: a/b\r\n`],
  ['a list of Hosts', `${get}Host: a, b\r\n`],
  ['a Host that would end a policy', `${get}Host: a; script-src *\r\n`],
  ['a port that is none', `${get}Host: a:123456\r\n`],
  ['HTTP/1.0 without a Host', 'GET /api/hola HTTP/1.0\r\n'],
  ['HTTP/0.9 with its version', 'GET /api/hola HTTP/0.9\r\nHost: a\r\n'],
  ['HTTP/0.9 as it was', 'GET /api/hola\r\n'],
  ['HTTP/2 in clear text', 'GET /api/hola HTTP/2.0\r\nHost: a\r\n'],
])('refuses %s with a problem and closes the connection', async (_what, head) => {
  const answer = await sendRaw(app.port, `${head}\r\n`);
  expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
  expect(answer).toMatch(/\r\nConnection: close\r\n/i);
  expect(answer).toContain('application/problem+json');
  expect(answer).toContain('"type":"/problemas/datos-invalidos"');
  expect(answer.match(/HTTP\/1/g)).toHaveLength(1);
});

it.each([
  ['a name', `${get}Host: tienda-1.example\r\n`],
  ['a name with a port', `${get}Host: Tablero_1:4001\r\n`],
  ['an IPv4 address', `${get}Host: 127.0.0.1:4001\r\n`],
  ['an IPv6 address', `${get}Host: [::1]:4001\r\n`],
  ['a proxy that speaks HTTP/1.0', 'GET /api/hola HTTP/1.0\r\nHost: tienda\r\n'],
  ["a load balancer's probe without Host", 'GET /livez HTTP/1.0\r\n'],
])('answers %s', async (_what, head) => {
  expect(await sendRaw(app.port, `${head}\r\n`)).toMatch(/^HTTP\/1\.[01] 200 OK\r\n/);
});

it.each([
  ['tablero.example', 'ws://tablero.example wss://tablero.example'],
  ['tablero.example:8443', 'ws://tablero.example:8443 wss://tablero.example:8443'],
  ['[::1]:4001', 'ws://[::1]:4001 wss://[::1]:4001'],
])('lets a page of %s open live connections to its own host alone', async (host, sources) => {
  const answer = await sendRaw(app.port, `${get}Host: ${host}\r\n\r\n`);
  expect(answer).toContain(`connect-src 'self' ${sources}\r\n`);
});

describe('the log line of a request', () => {
  const keys = resolveApiKeys({ value: `tienda:${apiKey}`, production: false, devFile: '' });
  const limits = createRateLimits({ perKey: undefined, perIp: 1_000 });
  const hanging = Promise.withResolvers<void>();
  const routes = [
    route('get', '/pagina', (_req, res) => res.json({})),
    route('post', '/pedido', (_req, res) => res.status(201).json({}), {
      auth: requireApiKey(keys, limits, 'pedidos:escribir'),
    }),
    route('post', '/otro-sitio', (req, res) => {
      noteForLog(res, refusedOrigin(req));
      throw new HttpProblem('prohibido', 'De otro sitio.');
    }),
    route('get', '/colgado', () => hanging.resolve()),
  ];
  const lineOf = (app: { lines(): object[] }) => app.lines().findLast((line) => 'requestId' in line);
  const ask = async (path: string, headers: Record<string, string>, method = 'POST') => {
    const one = openApp(routes);
    await one.call(path, { method, headers });
    return lineOf(one);
  };
  const key = { 'X-API-Key': apiKey };

  it('says whose key it was, from where and with what; of a page that somebody looks at, only from where', async () => {
    expect(await ask('/pedido', { ...key, 'User-Agent': 'tienda/1.2' })).toMatchObject({
      ...{ status: 201, caller: 'tienda', address: '127.0.0.1', userAgent: 'tienda/1.2' },
    });
    const line = await ask('/pagina', { 'User-Agent': 'Mozilla/5.0' }, 'GET');
    expect(line).toMatchObject({ status: 200, address: '127.0.0.1' });
    expect(Object.keys(line ?? {})).not.toContain('userAgent');
    expect(Object.keys(line ?? {})).not.toContain('caller');
  });

  it('says from where and with what somebody was refused', async () => {
    const line = await ask('/pedido', { 'X-API-Key': 'mala', 'User-Agent': 'curl/8' });
    expect(line).toMatchObject({ status: 401, address: '127.0.0.1', userAgent: 'curl/8' });
    expect(JSON.stringify(line)).not.toContain('mala');
  });

  it('holds no more than 120 characters of a header, all visible, and never the key', async () => {
    const long = await ask('/pedido', { ...key, 'User-Agent': `a\tb\u00f1${'c'.repeat(5_000)}` });
    expect(long).toMatchObject({ userAgent: `a?b?${'c'.repeat(116)}` });
    const told = await ask('/pedido', { ...key, 'User-Agent': `tienda (${apiKey})` });
    expect(told).toMatchObject({ userAgent: '[redacted]' });
  });

  it('says of a request from another site which one, and what it takes us for', async () => {
    const origin = `https://otro.example/${'x'.repeat(500)}`;
    const line = await ask('/otro-sitio', { Origin: origin, Host: 'tablero.example' });
    expect(line).toMatchObject({ status: 403, host: 'tablero.example', origin: origin.slice(0, 120) });
  });

  it('says which name was refused that is none of ours', async () => {
    const one = openApp(routes, { settings: { allowedHosts: ['tablero.example'] } });
    await one.call('/pagina', { headers: { Host: 'otro.example:81' } });
    expect(lineOf(one)).toMatchObject({ status: 400, host: 'otro.example:81', address: '127.0.0.1' });
  });

  it.each([
    ['tablero.example', 'Tablero.Example:443', 200],
    ['tablero.example', 'tablero.example.', 200],
    ['Tablero.example:8443', 'tablero.example', 200],
    ['::1', '[0:0:0:0:0:0:0:1]:4001', 200],
    ['[::1]', '[::1]', 200],
    ['tablero.example', 'tablero.example.malo.example', 400],
    ['::1', '[::2]', 400],
  ])('compares names as addresses: %s admits %s', async (name, Host, status) => {
    const one = openApp(routes, { settings: { allowedHosts: [name] } });
    expect((await one.call('/pagina', { headers: { Host } })).status).toBe(status);
  });

  it('takes the word of a proxy for the address, if there is one to trust', async () => {
    const sent = { headers: { 'X-Forwarded-For': '198.51.100.7, 203.0.113.9' } };
    for (const [trustProxy, address] of [
      [false, '127.0.0.1'],
      [1, '203.0.113.9'],
    ] as const) {
      const one = openApp(routes, { settings: { trustProxy } });
      await one.call('/pagina', sent);
      expect(lineOf(one)).toMatchObject({ address });
    }
  });

  it('has the address of a client that has gone meanwhile', async () => {
    await using served = await startApp(routes);
    const raw = await openRaw(served.port);
    raw.send('GET /colgado HTTP/1.1\r\nHost: a\r\n\r\n');
    await hanging.promise;
    raw.socket.destroy();
    await expect
      .poll(() => lineOf(served))
      .toMatchObject({
        ...{ msg: 'request aborted by the client', address: '127.0.0.1', path: '/colgado' },
      });
  });
});
