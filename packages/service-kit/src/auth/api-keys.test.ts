import { spawn } from 'node:child_process';
import { hash } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { type LiveKey, maxLiveKeys, scopes } from '@relevo/contract';
import { openRaw } from '@relevo/testkit/raw-http';
import { type TempDir, tempDir } from '@relevo/testkit/temp-dir';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { callerOf } from '../http/request-context.ts';
import { createRateLimits } from '../overload/rate-limit.ts';
import refusedKeys from '../settings/refused-keys.json' with { type: 'json' };
import { type OpenApp, openApp, route, startApp } from '../testing/start-app.ts';
import { requireApiKey, resolveApiKeys } from './api-keys.ts';

describe('api keys', () => {
  const first = 'first-key-that-is-long-enough-1';
  const second = 'second-key-that-is-long-enough-2';
  let folder: TempDir;
  let devFile: string;

  beforeEach(() => {
    folder = tempDir();
    devFile = folder.at('data/relay.key');
  });
  afterEach(() => folder[Symbol.dispose]());

  const resolve = (value: string | undefined, production = true) =>
    resolveApiKeys({ value, production, devFile });

  describe('a given list', () => {
    it('accepts every key and sends the first', () => {
      const keys = resolve(` ${first} , ${second},`);
      expect(keys.send).toBe(first);
      expect(keys.match(first)).toMatchObject({ caller: 'tienda', keyId: null });
      expect(keys.match(second)).toMatchObject({ caller: 'tienda' });
    });

    it('refuses an unknown, empty or missing key and one that only begins like ours', () => {
      const keys = resolve(first);
      for (const wrong of ['', undefined, 'x', `${first}x`, first.slice(0, -1), `${first},${second}`]) {
        expect(keys.match(wrong)).toBeUndefined();
      }
    });

    it('tells callers apart by the name before the colon, which is no part of the key', () => {
      const keys = resolve(`centro:${first},${second}`);
      expect(keys.send).toBe(first);
      expect(keys.match(first)).toMatchObject({ caller: 'centro' });
      expect(keys.match(`centro:${first}`)).toBeUndefined();
      expect(keys.match(second)).toMatchObject({ caller: 'tienda' });
    });

    it('keeps the colon of a key whose beginning is no caller name', () => {
      expect(resolve(`UPPER:${first}`).send).toBe(`UPPER:${first}`);
    });

    it('shows no key when it is printed or serialised', () => {
      const keys = resolve(`${first},${second}`);
      const shown =
        JSON.stringify(keys) + inspect(keys, { showHidden: true, depth: 9 }) + Object.keys(keys).join();
      expect(shown).not.toContain('key-that');
    });
  });

  describe('keys of the table', () => {
    let now = Date.parse('2026-08-01T12:00:00Z');
    const ring = () => resolveApiKeys({ value: first, production: true, devFile, now: () => now });
    const fingerprint = (key: string) => hash('sha256', key, 'base64url');
    const live = (id: number, key: string, more: Partial<LiveKey> = {}): LiveKey => ({
      ...{ id, nombre: `clave ${id}`, fuente: 'panaderia', alcances: ['pedidos:escribir'] },
      huellas: [{ huella: fingerprint(key), hasta: null }],
      ...more,
    });

    it('match beside those of the environment, with their caller and nothing but their scopes', () => {
      const keys = ring();
      keys.replace([live(1, second), live(2, 'another', { fuente: 'kiosco', alcances: ['metricas'] })]);
      expect(keys.match(second)).toEqual({
        ...{ caller: 'panaderia', keyId: 1, name: 'clave 1' },
        scopes: new Set(['pedidos:escribir']),
      });
      expect(keys.match('another')).toMatchObject({ caller: 'kiosco', scopes: new Set(['metricas']) });
      expect(keys.match(first)?.scopes).toEqual(new Set(scopes));
      expect(keys.match(fingerprint(second))).toBeUndefined();
    });

    it('are each told apart among as many as there may be, and from one that differs in a single bit', () => {
      const keys = ring();
      const all = Array.from({ length: maxLiveKeys }, (_, at) => `key-${at}`);
      keys.replace(all.map((key, at) => live(at + 1, key)));
      expect(all.map((key) => keys.match(key)?.keyId)).toEqual(all.map((_, at) => at + 1));
      expect(keys.match(first)?.keyId).toBe(null);
      for (let bit = 0; bit < 256; bit += 1) {
        const digest = hash('sha256', second, 'buffer');
        digest[bit >> 3] = (digest[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        keys.replace([live(1, second, { huellas: [{ huella: digest.toString('base64url'), hasta: null }] })]);
        expect([bit, keys.match(second)]).toEqual([bit, undefined]);
      }
    });

    it('let whoever works on tickets read them too', () => {
      const keys = ring();
      keys.replace([live(1, second, { alcances: ['tickets:trabajar'] })]);
      expect(keys.match(second)?.scopes).toEqual(new Set(['tickets:trabajar', 'tickets:leer']));
    });

    it('end with the list that no longer has them; the others stay the same objects', () => {
      const keys = ring();
      keys.replace([live(1, second), live(2, 'another')]);
      const [gone, stays] = [keys.match(second), keys.match('another')];
      if (!gone || !stays) throw new Error('no match');
      keys.replace([live(2, 'another'), live(3, 'third')]);
      expect([keys.match(second), keys.isLive(gone)]).toEqual([undefined, false]);
      expect([keys.match('another') === stays, keys.isLive(stays)]).toEqual([true, true]);
      expect(keys.match(first)).toBeDefined();
    });

    it('let the old secret of a rotated key work until its time, and then end whoever came in by it', () => {
      const keys = ring();
      const hasta = new Date(now + 1_000).toISOString();
      const huellas = [
        { huella: fingerprint('new'), hasta: null },
        { huella: fingerprint(second), hasta },
      ];
      keys.replace([live(1, second)]);
      const byOld = keys.match(second);
      keys.replace([live(1, second, { huellas })]);
      const byNew = keys.match('new');
      if (!byOld || !byNew) throw new Error('no match');
      expect([byOld.keyId, byNew.keyId]).toEqual([1, 1]);
      now += 999;
      expect(keys.isLive(byOld)).toBe(true);
      now += 1;
      expect([keys.match(second), keys.isLive(byOld), keys.isLive(byNew)]).toEqual([undefined, false, true]);
    });

    it('are told of once when they were used', () => {
      const keys = ring();
      keys.replace([live(1, second), live(2, 'another')]);
      keys.match(second);
      keys.match(second);
      keys.match('wrong');
      keys.match(first);
      expect(keys.takeUsed()).toEqual([1]);
      expect(keys.takeUsed()).toEqual([]);
    });
  });

  describe('production', () => {
    it.each([undefined, '', ' , ', ...refusedKeys.keys, 'only-23-characters-long'])('refuses %s', (value) => {
      expect(() => resolve(value)).toThrow(/RELAY_API_KEY: /);
    });

    it('knows the published key that the contract names, which stands in no code', () => {
      const digests = refusedKeys.keys.map((key) => hash('sha256', key));
      expect(digests).toContain('147231609dc39a9baa8691283404b8b08b414a1c4cc1f43746678f290de7a69c');
    });

    it('refuses a weak key among good ones, a doubled one and one that fits in no header', () => {
      expect(() => resolve(`${first},changeme`)).toThrow(/weak/);
      expect(() => resolve(`a:${first},b:${first}`)).toThrow(/twice/);
      expect(() => resolve('contraseña-muy-larga-de-verdad')).toThrow(/ASCII/);
    });
  });

  describe('development', () => {
    it('takes any given key', () => {
      expect(resolve('dev', false).match('dev')).toMatchObject({ caller: 'tienda' });
    });

    it('makes a key, keeps it readable for the owner only, and uses it again', () => {
      const { send } = resolve(undefined, false);
      expect(Buffer.from(send, 'base64url')).toHaveLength(32);
      expect(readFileSync(devFile, 'utf8').trim()).toBe(send);
      expect(statSync(devFile).mode & 0o777).toBe(0o600);
      expect(resolve('', false).send).toBe(send);
      expect(readdirSync(folder.at('data'))).toEqual(['relay.key']);
    });

    it('does not replace a damaged file in silence', () => {
      resolve(undefined, false);
      writeFileSync(devFile, '');
      expect(() => resolve(undefined, false)).toThrow(/delete the file/);
    });

    it('gives services that start at once the same key', async () => {
      const starting = [1, 2, 3, 4].map(() => startWaiting(devFile));
      await Promise.all(starting.map(({ waiting }) => waiting));
      for (const { go } of starting) go();
      const sent = await Promise.all(starting.map(({ key }) => key));
      expect(new Set(sent)).toEqual(new Set([readFileSync(devFile, 'utf8').trim()]));
    });
  });

  /** A process that is ready to ask for the key and does so at `go`. */
  function startWaiting(file: string) {
    const script = `import { readSync } from 'node:fs';
    import { resolveApiKeys } from '${new URL('./api-keys.ts', import.meta.url)}';
    process.stdout.write('?');
    readSync(0, Buffer.alloc(1));
    process.stdout.write(resolveApiKeys({ production: false, devFile: process.argv[1] }).send);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script, file]);
    let written = '';
    child.stdout.on('data', (bytes) => {
      written += bytes;
    });
    return {
      waiting: once(child.stdout, 'data'),
      go: () => child.stdin.end('!'),
      key: once(child, 'close').then(() => written.slice(1)),
    };
  }
});

describe('require api key', () => {
  const value = 'first-key-that-is-long-enough-1,centro:second-key-that-is-long-enough';
  const keys = resolveApiKeys({ value, production: true, devFile: '/nonexistent' });

  function routeBehindKeys(limits: { perKey?: number; perIp?: number } = {}) {
    const rates = createRateLimits({ perKey: limits.perKey, perIp: limits.perIp ?? 60 });
    const auth = requireApiKey(keys, rates, 'pedidos:escribir');
    return route('post', '/quien', (_req, res) => res.json({ caller: callerOf(res) }), { auth, body: true });
  }

  const open = (limits: { perKey?: number; perIp?: number }, trustProxy: number | false = false) =>
    openApp([routeBehindKeys(limits)], { settings: { trustProxy } });

  const ask = (app: OpenApp, key?: string, more?: Record<string, string>) =>
    app.post('/quien', {}, { ...(key && { 'x-api-key': key }), ...more });

  it('lets each live key in and tells the route who calls', async () => {
    const app = open({});
    expect(await (await ask(app, keys.send)).json()).toEqual({ caller: 'tienda' });
    expect(await (await ask(app, 'second-key-that-is-long-enough')).json()).toEqual({ caller: 'centro' });
  });

  it('answers 403 to a known key without the scope, names the scope, and reads no body', async () => {
    const of = (scope: Parameters<typeof requireApiKey>[2]) =>
      openApp([
        route('post', '/quien', (_req, res) => res.json({}), {
          auth: requireApiKey(shopKeys, createRateLimits({ perKey: undefined, perIp: 1 }), scope),
          body: true,
        }),
      ]);
    const shopKeys = resolveApiKeys({ value, production: true, devFile: '/nonexistent' });
    const huella = hash('sha256', 'of-a-shop', 'base64url');
    shopKeys.replace([
      {
        id: 7,
        nombre: 'Tienda',
        fuente: 'tienda',
        alcances: ['pedidos:escribir'],
        huellas: [{ huella, hasta: null }],
      },
    ]);
    const headers = { 'x-api-key': 'of-a-shop' };
    expect((await of('pedidos:escribir').post('/quien', {}, headers)).status).toBe(200);
    const app = of('confirmar');
    for (let tries = 0; tries < 3; tries += 1) {
      const refused = await app.call('/quien', { method: 'POST', headers, body: '{' });
      expect(refused.status).toBe(403);
      expect(await refused.json()).toMatchObject({ type: '/problemas/prohibido', alcance: 'confirmar' });
    }
    expect((await of(null).post('/quien', {}, { 'x-api-key': keys.send })).status).toBe(403);
    expect((await of(null).post('/quien', {}, { 'x-api-key': 'wrong' })).status).toBe(401);
  });

  it('answers 401 without a key and with a wrong one, and logs neither', async () => {
    const app = open({});
    for (const key of [undefined, 'WRONG-KEY']) {
      const answer = await ask(app, key);
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toBe('ApiKey');
      expect(await answer.json()).toMatchObject({ type: '/problemas/no-autorizado' });
    }
    expect(app.logText()).not.toContain('WRONG-KEY');
  });

  it('refuses before it reads the body, which may never come', async () => {
    await using app = await startApp([routeBehindKeys()]);
    const raw = await openRaw(app.port);
    raw.send(
      'POST /quien HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n',
    );
    expect(await raw.next()).toMatch(/^HTTP\/1.1 401 /);
    raw.socket.destroy();
  });

  describe('limits', () => {
    it('answers 429 to too many wrong keys from one address, while a valid key still passes', async () => {
      const app = open({ perIp: 2 });
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
      const app = open({ perIp: 1 }, 1);
      const from = (ip: string) => ask(app, 'wrong', { 'x-forwarded-for': ip });
      expect([(await from('203.0.113.1')).status, (await from('203.0.113.1')).status]).toEqual([401, 429]);
      expect((await from('203.0.113.2')).status).toBe(401);
    });

    it('does not believe X-Forwarded-For without a trusted proxy', async () => {
      const app = open({ perIp: 1 });
      expect((await ask(app, 'wrong', { 'x-forwarded-for': '203.0.113.1' })).status).toBe(401);
      expect((await ask(app, 'wrong', { 'x-forwarded-for': '203.0.113.2' })).status).toBe(429);
    });

    it('answers 429 to a caller over its own limit when there is one, and not to another', async () => {
      const app = open({ perKey: 1 });
      expect((await ask(app, keys.send)).status).toBe(200);
      const refused = await ask(app, keys.send);
      expect([refused.status, refused.headers.get('ratelimit-policy')]).toEqual([
        429,
        '"por-clave";q=1;w=60',
      ]);
      expect((await ask(app, 'second-key-that-is-long-enough')).status).toBe(200);
    });
  });

  it('says what is wrong when a route asks for the caller without requiring a key', async () => {
    const app = openApp([route('get', '/quien', (_req, res) => res.json({ caller: callerOf(res) }))]);
    expect((await app.call('/quien')).status).toBe(500);
    expect(app.logText()).toContain('only for routes behind requireApiKey');
  });
});
