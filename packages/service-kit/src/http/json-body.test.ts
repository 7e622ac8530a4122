import { once } from 'node:events';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { openRaw, sendRaw } from '@relevo/testkit/raw-http';
import { describe, expect, it } from 'vitest';
import { openApp, route, startApp } from '../testing/start-app.ts';
import { bodyLimitBytes, rawBodyOf } from './json-body.ts';
import { contextOf } from './request-context.ts';
import type { Route } from './routes.ts';

const answerBody: Route['handler'] = (req, res) => res.json({ body: req.body, raw: rawBodyOf(req) });
const withKey: Route['auth'] = (_req, res, next) => {
  contextOf(res).key = { caller: 'tienda', keyId: null, name: 'x', scopes: new Set() };
  next();
};
const echo = route('post', '/eco', answerBody, { body: true, auth: withKey });

async function post(body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) {
  const app = openApp([echo]);
  const answer = await app.call('/eco', {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  });
  return { status: answer.status, type: ((await answer.clone().json()) as { type?: string }).type, answer };
}

it('parses JSON and keeps the text as it was received', async () => {
  const text = '{ "numero": "A-1",  "nombre": "Ñandú" }';
  const { status, answer } = await post(text);
  expect(status).toBe(200);
  expect(await answer.json()).toEqual({ body: { numero: 'A-1', nombre: 'Ñandú' }, raw: text });
});

it.each([
  'application/json',
  'application/json; charset=utf-8',
  'Application/JSON;charset="UTF-8"',
  'application/vnd.api+json',
])('takes %s', async (type) => {
  expect((await post('{}', { 'content-type': type })).status).toBe(200);
});

it.each([
  'text/plain',
  'application/x-www-form-urlencoded',
  'application/jsonx',
  'application/json; charset=latin1',
  'text/json',
])('answers 415 to %s', async (type) => {
  const { status, type: problem } = await post('{}', { 'content-type': type });
  expect([status, problem]).toEqual([415, '/problemas/tipo-no-soportado']);
});

it.each(['{', '{"a":1', 'nada', '{"a":1}}', "{'a':1}", '  '])(
  'answers 400 to the malformed JSON %s',
  async (text) => {
    const { status, type } = await post(text);
    expect([status, type]).toEqual([400, '/problemas/json-invalido']);
  },
);

it.each([
  ['{"a": 1,\n "b": 2,\n}', 3, 1, 'sobra una coma'],
  ['{"a":1', 1, 7, 'termina antes de tiempo'],
  ["{'a': 1}", 1, 2, 'comillas tienen que ser dobles'],
  ['{\n"a": 1\n"b": 2}', 3, 1, 'falta una coma'],
  ['{"a": 01}', 1, 8, ''],
  ['{"a": "x\ny"}', 1, 9, ''],
  ['{"a": "\\q"}', 1, 8, ''],
  ['[1, 2,]', 1, 7, 'sobra una coma'],
  ['{"a": nulo}', 1, 7, ''],
  ['{"a": 1} {', 1, 10, ''],
  ['{"a": Infinity}', 1, 7, ''],
])('says where JSON is malformed: %j', async (text, linea, columna, why) => {
  const { status, answer } = await post(text);
  const body = (await answer.json()) as { detail: string };
  expect(status).toBe(400);
  expect(body).toMatchObject({ posicion: { linea, columna } });
  expect(body.detail).toContain(`línea ${linea}, columna ${columna}`);
  expect(body.detail).toContain(why);
});

it('finds a fault wherever there is one, and none where there is none', async () => {
  const good = JSON.stringify(
    { a: [1, -2.5e-7, true, null, 'ñ\u2028"\\/', {}, []], 'b c': { d: '' } },
    null,
    1,
  );
  expect((await post(good)).status).toBe(200);
  for (let at = 0; at < good.length; at += 1) {
    const broken = `${good.slice(0, at)}\u0001${good.slice(at)}`;
    const { posicion } = (await (await post(broken)).answer.json()) as {
      posicion: { linea: number; columna: number };
    };
    const lines = broken.split('\n').slice(0, posicion.linea - 1);
    const found = lines.reduce((sum, { length }) => sum + length + 1, 0) + posicion.columna - 1;
    // A number or a word counts from where it begins.
    expect(found).toBeLessThanOrEqual(at);
    expect(broken.slice(found, at)).toMatch(/^[a-z0-9.+\\-]*$/i);
  }
});

it('does not quote a malformed body in the answer or the log', async () => {
  const app = openApp([echo]);
  const headers = { 'content-type': 'application/json' };
  const answer = await app.call('/eco', { method: 'POST', headers, body: '{"cliente_nombre": Ana' });
  expect((await answer.text()) + app.logText()).not.toContain('Ana');
});

it('answers 400 to bytes that are not UTF-8', async () => {
  const latin1 = Buffer.from('{"nombre":"Peña"}', 'latin1');
  const { answer, ...said } = await post(latin1);
  expect(said).toEqual({ status: 400, type: '/problemas/json-invalido' });
  expect(await answer.json()).toMatchObject({ posicion: { linea: 1, columna: 14 } });
});

it('ignores a byte order mark', async () => {
  const { answer } = await post('\ufeff{"a":1}');
  expect(await answer.json()).toMatchObject({ body: { a: 1 } });
});

it('answers 400 to an empty body, with and without a length', async () => {
  expect(await post('')).toMatchObject({ status: 400, type: '/problemas/json-invalido' });
  await using app = await startApp([echo]);
  const answer = await sendRaw(app.port, 'POST /eco HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  expect(answer).toMatch(/^HTTP\/1.1 400 /);
});

it('answers 400, not 500, to JSON that nests thousands of levels', async () => {
  expect((await post('['.repeat(60_000) + ']'.repeat(60_000))).status).toBe(400);
  expect((await post('['.repeat(60) + ']'.repeat(60))).status).toBe(200);
  expect((await post(`"${'['.repeat(1_000)}\\"["`)).status).toBe(200);
});

describe('the limit of 256 KiB', () => {
  const filled = (bytes: number) => `"${'x'.repeat(bytes - 2)}"`;

  it('takes a body of exactly that size and refuses one byte more', async () => {
    expect((await post(filled(bodyLimitBytes))).status).toBe(200);
    const { status, type } = await post(filled(bodyLimitBytes + 1));
    expect([status, type]).toEqual([413, '/problemas/cuerpo-demasiado-grande']);
  });

  it('holds for a body of unannounced length, and the connection stays usable', async () => {
    await using app = await startApp([echo]);
    const raw = await openRaw(app.port);
    raw.send(
      'POST /eco HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n',
    );
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
    raw.send(chunk.repeat(5));
    expect(await raw.next()).toMatch(/^HTTP\/1.1 413 /);
    raw.send('0\r\n\r\nGET /livez HTTP/1.1\r\nHost: a\r\n\r\n');
    expect(await raw.next()).toMatch(/^HTTP\/1.1 200 /);
    raw.socket.destroy();
  });

  it('cuts a client off that goes on sending megabytes after the refusal', async () => {
    await using app = await startApp([echo]);
    const raw = await openRaw(app.port);
    raw.send(
      'POST /eco HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 900000000\r\n\r\n',
    );
    raw.socket.resume();
    const push = () => {
      while (!raw.socket.destroyed && raw.socket.write(Buffer.alloc(65_536)));
    };
    raw.socket.on('drain', push);
    push();
    await raw.closed();
    expect(raw.socket.bytesWritten).toBeLessThan(900_000_000);
  });

  it('holds for what comes out of a compressed body', async () => {
    const bomb = gzipSync(filled(bodyLimitBytes * 50));
    expect(bomb.length).toBeLessThan(bodyLimitBytes);
    expect((await post(bomb, { 'content-encoding': 'gzip' })).status).toBe(413);
  });
});

describe('compression', () => {
  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['deflate', deflateSync],
  ] as const)('reads %s', async (encoding, compress) => {
    const { answer } = await post(compress('{"a":1}'), { 'content-encoding': encoding });
    expect(await answer.json()).toMatchObject({ body: { a: 1 } });
  });

  it('answers 415 without a known key, before anything is unfolded, and takes `identity`', async () => {
    const app = openApp([route('post', '/eco', answerBody, { body: true })]);
    const send = (encoding: string, body: string | Uint8Array<ArrayBuffer>) =>
      app.call('/eco', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'content-encoding': encoding },
        body,
      });
    const refused = await send('gzip', gzipSync('{"a":1}'));
    expect([refused.status, refused.headers.get('accept-encoding')]).toEqual([415, 'identity']);
    expect((await send('identity', '{"a":1}')).status).toBe(200);
  });

  it('answers 415 to an unknown kind and 400 to damaged data', async () => {
    for (const unknown of ['compress', 'constructor', 'gzip, gzip']) {
      const { status, answer } = await post('{}', { 'content-encoding': unknown });
      expect([status, answer.headers.get('accept-encoding')]).toEqual([415, 'gzip, deflate, br']);
    }
    expect((await post('no gzip', { 'content-encoding': 'gzip' })).status).toBe(400);
    expect((await post(gzipSync('{"a":1}').subarray(0, 12), { 'content-encoding': 'gzip' })).status).toBe(
      400,
    );
  });
});

it('holds a route to its own smaller limit', async () => {
  const app = openApp([route('post', '/eco', answerBody, { body: true, bodyLimitBytes: 2_048 })]);
  expect((await app.post('/eco', 'x'.repeat(2_046))).status).toBe(200);
  const refused = await app.post('/eco', 'x'.repeat(2_047));
  expect(refused.status).toBe(413);
  expect(await refused.json()).toMatchObject({ detail: 'El cuerpo supera los 2 KiB.' });
});

it('takes a client that goes away in the middle of its body for no error', async () => {
  await using app = await startApp([echo]);
  const raw = await openRaw(app.port);
  const arrived = once(app.server, 'request');
  raw.send(
    'POST /eco HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"a":',
  );
  const [, res] = await arrived;
  raw.socket.destroy();
  await once(res, 'close');
  // What the route throws arrives a few turns later; a whole request is more than that.
  await app.call('/livez');
  expect(app.lines().filter(({ level }) => level === 'error' || level === 'warn')).toEqual([]);
  expect(app.lines()).toContainEqual(
    expect.objectContaining({ level: 'info', msg: 'request aborted by the client', path: '/eco' }),
  );
});
