import { hash } from 'node:crypto';
import { expect, it } from 'vitest';
import { requireApiKey, resolveApiKeys } from '../auth/api-keys.ts';
import { createRateLimits } from '../overload/rate-limit.ts';
import { openApp } from '../testing/start-app.ts';
import { createMetrics, serveMetrics } from './metrics.ts';

const keys = resolveApiKeys({ value: 'a-key-of-the-environment-1', production: true, devFile: '/nowhere' });
const huella = (key: string) => [{ huella: hash('sha256', key, 'base64url'), hasta: null }];
keys.replace([
  { id: 1, nombre: 'Prometheus', fuente: 'monitor', alcances: ['metricas'], huellas: huella('for-metrics') },
  { id: 2, nombre: 'Tienda', fuente: 'tienda', alcances: ['pedidos:escribir'], huellas: huella('of-a-shop') },
]);
const limits = createRateLimits({ perKey: undefined, perIp: 60 });
const metricsAuth = requireApiKey(keys, limits, 'metricas');

it.each([
  ['nobody', {}, 401],
  ['a wrong key', { 'X-API-Key': 'wrong' }, 401],
  ['a wrong token', { Authorization: 'Bearer wrong' }, 401],
  [
    'a key of the environment as a basic password',
    { Authorization: 'Basic a-key-of-the-environment-1' },
    401,
  ],
  ["a shop's key", { 'X-API-Key': 'of-a-shop' }, 403],
  ["a shop's key as a token", { Authorization: 'Bearer of-a-shop' }, 403],
  ['a key with the scope', { 'X-API-Key': 'for-metrics' }, 200],
  ['a token with the scope', { Authorization: 'bearer for-metrics' }, 200],
  ['a key of the environment', { 'X-API-Key': 'a-key-of-the-environment-1' }, 200],
])('answers %s', async (_who, headers, status) => {
  const app = openApp([], { keys, metricsAuth });
  const answer = await app.call('/metrics', { headers: headers as Record<string, string> });
  expect(answer.status).toBe(status);
  expect((await answer.text()).includes('http_request_duration_seconds')).toBe(status === 200);
});

it('serves them on a port of their own without a key, and nothing else is', async () => {
  const metrics = createMetrics();
  await using served = await serveMetrics(metrics, { host: '127.0.0.1', port: 0 });
  metrics.observeRequest('GET', '/x', 200, 0.01);
  const answer = await fetch(`${served.url}/metrics`);
  expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
  expect(await answer.text()).toContain('http_request_duration_seconds_count');
  for (const path of ['/', '/api/tickets', '/metrics/x']) {
    expect((await fetch(served.url + path)).status).toBe(404);
  }
  expect((await fetch(`${served.url}/metrics`, { method: 'POST' })).status).toBe(404);
  const { port } = new URL(served.url);
  await expect(serveMetrics(metrics, { host: '127.0.0.1', port: Number(port) })).rejects.toMatchObject({
    problems: [{ variable: 'METRICS_PORT' }],
  });
});
