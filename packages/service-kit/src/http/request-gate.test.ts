import { sendRaw } from '@relevo/testkit/raw-http';
import { afterAll, expect, it } from 'vitest';
import { route, startApp } from '../testing/start-app.ts';
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
