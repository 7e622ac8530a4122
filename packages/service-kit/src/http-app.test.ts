import { openRaw } from '@relevo/testkit/raw-http';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { HttpProblem } from './http/problem.ts';
import { traceOf } from './http/request-context.ts';
import type { Route } from './http/routes.ts';
import { createMetrics } from './observe/metrics.ts';
import { openApp, route, startApp } from './testing/start-app.ts';

const hello = route('get', '/api/hola', (_req, res) => res.json({ hola: true }));

describe('paths and methods', () => {
  it('answers 404 as a problem for an unknown path', async () => {
    const app = openApp([hello]);
    const answer = await app.call('/nada');
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    const detail =
      'No existe nada en esta dirección. Este servicio es relevo-test; lo que tiene está en /docs.';
    expect(await answer.json()).toEqual({
      puerta: true,
      type: '/problemas/no-encontrado',
      title: 'No encontrado',
      status: 404,
      detail,
      instance: answer.headers.get('x-request-id'),
      error: detail,
    });
  });

  it('says whose a path of the other service is', async () => {
    const elsewhere = {
      name: 'relevo-otro',
      words: 'el otro',
      port: 4009,
      paths: ['/cosas/:id', '/resumen.csv'],
    };
    const app = openApp([hello], { elsewhere });
    const detailOf = async (path: string, method = 'GET') =>
      ((await (await app.call(path, { method })).json()) as { detail: string }).detail;
    for (const [path, pattern] of [
      ['/cosas/7?x=1', '/cosas/:id'],
      ['/resumen.csv', '/resumen.csv'],
    ] as const)
      expect(await detailOf(path, 'POST')).toBe(
        `${pattern} es de el otro (relevo-otro, por lo general en el puerto 4009). Este servicio es relevo-test.`,
      );
    for (const path of ['/cosas/7/8', '/resumenXcsv'])
      expect(await detailOf(path)).toContain('No existe nada');
  });

  it('warns of query parameters that a list does not know', async () => {
    const list = route('get', '/lista', (_req, res) => res.json({ cosas: [] }));
    list.doc.query = z.object({ estado: z.string().optional() });
    const app = openApp([list]);
    expect(await (await app.call('/lista?estado=x')).json()).toEqual({ cosas: [] });
    expect(await (await app.call('/lista?estdo=x')).json()).toEqual({
      cosas: [],
      avisos: [{ campo: 'estdo', mensaje: 'este parámetro no se conoce y no hizo nada; se admiten: estado' }],
    });
    const many = Array.from({ length: 50 }, (_, at) => `p${at}=1`).join('&');
    const { avisos } = (await (await app.call(`/lista?${many}`)).json()) as { avisos: unknown[] };
    expect(avisos.length).toBe(20);
  });

  it('answers 405 with the methods of the path, and takes a literal path for no parameter', async () => {
    const one = route('get', '/cosas/:id', (_req, res) => res.json({}));
    const many = route('post', '/cosas/lote', (_req, res) => res.json({}));
    const app = openApp([one, many]);
    const answer = await app.call('/cosas/lote', { method: 'DELETE' });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('POST, OPTIONS');
    expect(await answer.json()).toMatchObject({ type: '/problemas/metodo-no-permitido' });
    expect((await app.call('/cosas/lote', { method: 'GET' })).status).toBe(405);
    expect((await app.call('/cosas/1', { method: 'POST' })).headers.get('allow')).toBe('GET, HEAD, OPTIONS');
  });

  it('answers OPTIONS on a known path with 204 and Allow, and HEAD as GET without a body', async () => {
    const app = openApp([hello]);
    const options = await app.call('/api/hola', { method: 'OPTIONS' });
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'GET, HEAD, OPTIONS']);
    const head = await app.call('/api/hola', { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
  });

  it('takes repeated slashes as one, and every path of a route', async () => {
    const both = route('get', ['/a/:id', '/b/:id'], (req, res) =>
      res.json({ id: req.params.id, q: req.query.q }),
    );
    const app = openApp([both]);
    expect(await (await app.call('//a//7?q=x//y')).json()).toEqual({ id: '7', q: 'x//y' });
    expect(await (await app.call('/b/8')).json()).toEqual({ id: '8' });
  });

  it.each(['/a/%E0%A4%A', '/a/%ff'])('answers 400 for a path that cannot be decoded: %s', async (path) => {
    const app = openApp([route('get', '/a/:id', (_req, res) => res.json({}))]);
    expect((await app.call(path)).status).toBe(400);
  });

  it('answers a problem, not a page, whatever stands where a path should', async () => {
    await using app = await startApp([hello]);
    for (const target of ['*', 'http://[::1', '/http://[', '?', 'http://other.example//api/nada']) {
      const raw = await openRaw(app.port);
      raw.send(`OPTIONS ${target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
      expect(await raw.next()).toMatch(/HTTP\/1.1 40[0-9] [\s\S]*application\/problem\+json/);
      raw.socket.destroy();
    }
  });

  it('lets `mount` add files before the 404 but not over a known path', async () => {
    const mount: Parameters<typeof openApp>[1] = {
      mount: (express) => void express.use((_req, res) => void res.send('página')),
    };
    const app = openApp([route('post', '/api/cosa', (_req, res) => res.json({}))], mount);
    expect(await (await app.call('/tablero')).text()).toBe('página');
    expect((await app.call('/api/cosa')).status).toBe(405);
  });
});

describe('ids', () => {
  it('takes a sane request id and makes one otherwise, on every kind of answer', async () => {
    const broken = route('get', '/rota', () => {
      throw new Error('broken');
    });
    const app = openApp([hello, broken]);
    for (const path of ['/api/hola', '/nada', '/rota', '/healthz', '/docs', '/metrics']) {
      const answer = await app.call(path, { headers: { 'x-request-id': 'ped-1:a.b' } });
      expect(answer.headers.get('x-request-id')).toBe('ped-1:a.b');
      const other = await app.call(path, { headers: { 'x-request-id': 'no sano' } });
      expect(other.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  it('hands the trace to the route', async () => {
    const app = openApp([route('get', '/traza', (_req, res) => res.json(traceOf(res)))]);
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const headers = { traceparent: `00-${traceId}-00f067aa0ba902b7-01`, 'x-request-id': 'r1' };
    const trace = (await (await app.call('/traza', { headers })).json()) as { traceparent: string };
    expect(trace).toMatchObject({ requestId: 'r1', traceparent: expect.stringContaining(traceId) });
    expect(trace.traceparent).not.toBe(headers.traceparent);
  });
});

describe('headers', () => {
  it('puts the security headers on good answers and on errors, and does not name express', async () => {
    const app = openApp([hello]);
    for (const path of ['/api/hola', '/nada']) {
      const { headers } = await app.call(path);
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'self'");
      expect(policy).toMatch(/connect-src 'self' ws:\/\/127\.0\.0\.1:\d+ wss:\/\/127\.0\.0\.1:\d+$/);
      expect(policy).toContain("script-src 'self'");
      expect(policy).not.toMatch(/unsafe-inline|upgrade-insecure|https:/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('SAMEORIGIN');
      expect(headers.get('strict-transport-security')).toBe('max-age=31536000');
      expect(headers.has('x-powered-by')).toBe(false);
    }
  });

  it('answers a cross-origin page only if its origin is named, errors too', async () => {
    const app = openApp([hello], { settings: { corsOrigins: ['https://tablero.example'] } });
    const from = (origin: string, path = '/api/hola') => app.call(path, { headers: { origin } });
    expect((await from('https://tablero.example')).headers.get('access-control-allow-origin')).toBe(
      'https://tablero.example',
    );
    expect((await from('https://tablero.example', '/nada')).headers.get('access-control-allow-origin')).toBe(
      'https://tablero.example',
    );
    expect((await from('https://otro.example')).headers.has('access-control-allow-origin')).toBe(false);
    const preflight = await app.call('/api/hola', {
      method: 'OPTIONS',
      headers: { origin: 'https://tablero.example', 'access-control-request-method': 'POST' },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-headers')).toContain('X-API-Key');
  });

  it('lets no cache keep what needs a key or a session, whatever is answered', async () => {
    const settings = { corsOrigins: ['https://tablero.example'] };
    const refuse: Route['auth'] = (_req, _res, next) => next(new HttpProblem('no-autorizado', 'No.'));
    const app = openApp(
      [
        route('get', '/api/propio', (_req, res) => res.json({}), { auth: (_req, _res, next) => next() }),
        route('get', '/api/ajeno', (_req, res) => res.json({}), { auth: refuse }),
        hello,
      ],
      { settings },
    );
    for (const path of ['/api/propio', '/api/ajeno']) {
      const { headers } = await app.call(path);
      expect([headers.get('cache-control'), headers.get('vary')]).toEqual([
        'no-store',
        'Origin, Cookie, X-API-Key',
      ]);
    }
    expect((await app.call('/api/hola')).headers.has('cache-control')).toBe(false);
  });

  it('sends no CORS headers when no origin is named', async () => {
    const app = openApp([hello]);
    const answer = await app.call('/api/hola', { headers: { origin: 'https://otro.example' } });
    expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  it('answers only the hosts that are named, and probes by any', async () => {
    await using app = await startApp([hello], { settings: { allowedHosts: ['tienda.example'] } });
    const ask = async (host: string, path: string) => {
      const raw = await openRaw(app.port);
      raw.send(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
      const status = (await raw.next()).slice(9, 12);
      raw.socket.destroy();
      return status;
    };
    expect(await ask('Tienda.example:4000', '/api/hola')).toBe('200');
    expect(await ask('evil.example', '/api/hola')).toBe('400');
    expect(await ask('10.0.0.1', '/livez')).toBe('200');
  });

  it('answers a service that presents its key by any name', async () => {
    const known = { caller: 'tienda', keyId: null, name: 'x', scopes: new Set<never>() };
    const keys = { match: (key?: string) => (key === 'clave-buena' ? known : undefined) };
    await using app = await startApp([hello], { keys, settings: { allowedHosts: ['tienda.example'] } });
    const ask = async (key: string) => {
      const raw = await openRaw(app.port);
      raw.send(`GET /api/hola HTTP/1.1\r\nHost: tickets\r\nX-API-Key: ${key}\r\nConnection: close\r\n\r\n`);
      const status = (await raw.next()).slice(9, 12);
      raw.socket.destroy();
      return status;
    };
    expect(await ask('clave-buena')).toBe('200');
    expect(await ask('otra')).toBe('400');
  });
});

describe('errors', () => {
  const secret = 'SELECT * FROM orders WHERE cliente_nombre = "Ana" /srv/data';
  const throwing = (error: unknown) =>
    route('get', '/falla', async () => {
      throw error;
    });

  it('tells nothing of the inside in a 500 and logs it with the request id', async () => {
    const app = openApp([throwing(Object.assign(new Error(secret), { sql: secret }))]);
    const answer = await app.call('/falla');
    const text = await answer.text();
    expect(answer.status).toBe(500);
    expect(text + JSON.stringify([...answer.headers])).not.toMatch(/SELECT|Ana|srv|Error:|\.ts/);
    const requestId = answer.headers.get('x-request-id');
    expect(JSON.parse(text).detail).toBe(`Error interno. Informe el identificador ${requestId}.`);
    expect(app.lines().filter(({ level }) => level === 'error')).toMatchObject([
      { msg: 'request failed', requestId, err: { message: secret } },
    ]);
  });

  it.each(['storage-unavailable', 'storage-overloaded'])(
    'answers 503 with Retry-After to %s',
    async (code) => {
      const app = openApp([throwing(Object.assign(new Error(secret), { code }))]);
      const answer = await app.call('/falla');
      expect(answer.status).toBe(503);
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(await answer.text()).not.toMatch(/SELECT/);
    },
  );

  it('answers 500 for a thrown non-error and for a rejection without a reason', async () => {
    const app = openApp([throwing('text'), route('get', '/nada', () => Promise.reject())]);
    expect((await app.call('/falla')).status).toBe(500);
    expect((await app.call('/nada')).status).toBe(500);
  });

  it('sends a problem as it was thrown, with its headers and further members', async () => {
    const problem = new HttpProblem('numero-en-conflicto', 'Ya existe.', {
      headers: { Location: '/api/tickets/7' },
      extra: { ticket_id: 7, status: 1 },
    });
    const app = openApp([throwing(problem)]);
    const answer = await app.call('/falla');
    expect([answer.status, answer.headers.get('location')]).toEqual([409, '/api/tickets/7']);
    expect(await answer.json()).toMatchObject({
      status: 409,
      ticket_id: 7,
      detail: 'Ya existe.',
      error: 'Ya existe.',
    });
  });

  it('names every bad field of a zod error, by its dotted path', async () => {
    const schema = z.object({ productos: z.array(z.object({ cantidad: z.number('debe ser un número') })) });
    const bad = route('post', '/pedido', (_req, res) => res.json({}), { body: schema });
    const app = openApp([bad]);
    const answer = await app.post('/pedido', { productos: [{ cantidad: 1 }, { cantidad: 'Ana' }, {}] });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      type: '/problemas/datos-invalidos',
      errores: [
        { campo: 'productos.1.cantidad', mensaje: 'debe ser un número' },
        { campo: 'productos.2.cantidad', mensaje: 'es obligatorio' },
      ],
    });
    const root = (await (await app.post('/pedido', [])).json()) as { errores: unknown };
    expect(root.errores).toEqual([{ campo: 'cuerpo', mensaje: expect.stringMatching(/^Entrada inválida/) }]);
  });

  it('cuts the connection when an answer breaks half-way', async () => {
    const half = route('get', '/mitad', async (_req, res) => {
      res.writeHead(200, { 'content-length': '100' });
      res.write('half');
      throw new Error('broken');
    });
    await using app = await startApp([half]);
    await expect(app.call('/mitad').then((answer) => answer.text())).rejects.toThrow();
  });

  it('leaves alone an answer that was complete before its route failed', async () => {
    const late = route('get', '/tarde', async (_req, res) => {
      res.json({ listo: true });
      throw new Error('too late');
    });
    await using app = await startApp([late]);
    const raw = await openRaw(app.port);
    for (const _ of ['first', 'on the same connection']) {
      raw.send('GET /tarde HTTP/1.1\r\nHost: a\r\n\r\n');
      expect(await raw.next()).toMatch(/^HTTP\/1.1 200 [\s\S]*"listo":true/);
    }
    raw.socket.destroy();
  });
});

describe('log and metrics', () => {
  it('writes one line a request: no query, no body, probes only at debug', async () => {
    const bad = route('post', '/pedido', (_req, res) => res.json({}), {
      body: z.object({ total: z.number() }),
    });
    await using app = await startApp([hello, bad]);
    await app.call('/api/hola?q=Ana', { headers: { 'x-request-id': 'r1' } });
    await app.post('/pedido', { total: 'Ana', cliente_nombre: 'Ana' });
    await app.call('/livez');
    await app[Symbol.asyncDispose]();
    const lines = app.lines().filter(({ msg }) => msg === 'request');
    expect(lines).toMatchObject([
      {
        level: 'info',
        requestId: 'r1',
        method: 'GET',
        path: '/api/hola',
        status: 200,
        ms: expect.any(Number),
      },
      { level: 'info', path: '/pedido', status: 400, problem: 'datos-invalidos', campos: ['total'] },
      { level: 'debug', path: '/livez', status: 200 },
    ]);
    expect(app.logText()).not.toContain('Ana');
  });

  it('counts requests by pattern, never by path', async () => {
    const metrics = createMetrics();
    const app = openApp([route('get', '/tickets/:id', (_req, res) => res.json({}))], {
      metrics,
    });
    await app.call('/tickets/12345');
    await app.call('/tickets/67890');
    await app.call('/nada/12345');
    const answer = await app.call('/metrics');
    const text = await answer.text();
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=/);
    const count = 'http_request_duration_seconds_count';
    expect(text).toContain(`${count}{method="GET",route="/tickets/:id",status="200"} 2`);
    expect(text).toContain(`${count}{method="GET",route="other",status="404"} 1`);
    expect(text).not.toContain('12345');
  });
});
