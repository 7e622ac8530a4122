import { describe, expect, it } from 'vitest';
import { resolveApiKeys } from './api-keys.ts';
import { callerOf } from './locals.ts';
import { createRateLimits } from './rate-limit.ts';
import { requireApiKey } from './require-api-key.ts';
import { openRaw } from './testing/raw-http.ts';
import { route, startApp } from './testing/start-app.ts';

const value = 'first-key-that-is-long-enough-1,centro:second-key-that-is-long-enough';
const keys = resolveApiKeys({ value, production: true, devFile: '/nonexistent' });

function start(limits: { perKey?: number; perIp?: number }, trustProxy: number | false = false) {
  const auth = requireApiKey(keys, createRateLimits({ perKey: limits.perKey, perIp: limits.perIp ?? 60 }));
  const who = route('post', '/quien', (_req, res) => res.json({ caller: callerOf(res) }), {
    auth,
    body: true,
  });
  return startApp([who], { settings: { trustProxy } });
}

type App = Awaited<ReturnType<typeof start>>;
const ask = (app: App, key?: string, more?: Record<string, string>) =>
  app.post('/quien', {}, { ...(key && { 'x-api-key': key }), ...more });

it('lets each live key in and tells the route who calls', async () => {
  await using app = await start({});
  expect(await (await ask(app, keys.send)).json()).toEqual({ caller: 'tienda' });
  expect(await (await ask(app, 'second-key-that-is-long-enough')).json()).toEqual({ caller: 'centro' });
});

it('answers 401 without a key and with a wrong one, and logs neither', async () => {
  await using app = await start({});
  for (const key of [undefined, 'WRONG-KEY']) {
    const answer = await ask(app, key);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('ApiKey');
    expect(await answer.json()).toMatchObject({ type: '/problemas/no-autorizado' });
  }
  expect(app.logText()).not.toContain('WRONG-KEY');
});

it('refuses before it reads the body, which may never come', async () => {
  await using app = await start({});
  const raw = await openRaw(app.port);
  raw.send(
    'POST /quien HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n',
  );
  expect(await raw.next()).toMatch(/^HTTP\/1.1 401 /);
  raw.socket.destroy();
});

describe('limits', () => {
  it('answers 429 to too many wrong keys from one address, while a valid key still passes', async () => {
    await using app = await start({ perIp: 2 });
    expect((await ask(app, 'wrong')).status).toBe(401);
    expect((await ask(app, 'wrong')).status).toBe(401);
    const refused = await ask(app, 'wrong');
    expect(refused.status).toBe(429);
    const retryAfter = Number(refused.headers.get('retry-after'));
    expect(retryAfter).toBeGreaterThan(0);
    expect(retryAfter).toBeLessThanOrEqual(60);
    expect(refused.headers.get('ratelimit-policy')).toBe('"por-direccion";q=2;w=60');
    expect(refused.headers.get('ratelimit')).toBe(`"por-direccion";r=0;t=${retryAfter}`);
    expect(await refused.json()).toMatchObject({ type: '/problemas/demasiadas-solicitudes' });
    expect((await ask(app, keys.send)).status).toBe(200);
  });

  it('counts each address alone, as a trusted proxy reports it', async () => {
    await using app = await start({ perIp: 1 }, 1);
    const from = (ip: string) => ask(app, 'wrong', { 'x-forwarded-for': ip });
    expect([(await from('203.0.113.1')).status, (await from('203.0.113.1')).status]).toEqual([401, 429]);
    expect((await from('203.0.113.2')).status).toBe(401);
  });

  it('does not believe X-Forwarded-For without a trusted proxy', async () => {
    await using app = await start({ perIp: 1 });
    expect((await ask(app, 'wrong', { 'x-forwarded-for': '203.0.113.1' })).status).toBe(401);
    expect((await ask(app, 'wrong', { 'x-forwarded-for': '203.0.113.2' })).status).toBe(429);
  });

  it('answers 429 to a caller over its own limit when there is one, and not to another', async () => {
    await using app = await start({ perKey: 1 });
    expect((await ask(app, keys.send)).status).toBe(200);
    const refused = await ask(app, keys.send);
    expect([refused.status, refused.headers.get('ratelimit-policy')]).toEqual([429, '"por-clave";q=1;w=60']);
    expect((await ask(app, 'second-key-that-is-long-enough')).status).toBe(200);
  });
});

it('says what is wrong when a route asks for the caller without requiring a key', async () => {
  await using app = await startApp([
    route('get', '/quien', (_req, res) => res.json({ caller: callerOf(res) })),
  ]);
  expect((await app.call('/quien')).status).toBe(500);
  expect(app.logText()).toContain('callerOf is only for routes behind requireApiKey');
});
