import { readFile } from 'node:fs/promises';
import { apiKey, type Requests } from '@relevo/testkit/http';
import { type LogLine, recordingLog } from '@relevo/testkit/log';
import { storeApp, ticketsApp } from '@relevo/testkit/services';
import Database from 'better-sqlite3';
import { afterAll, describe, expect, it } from 'vitest';

const stack = new AsyncDisposableStack();
afterAll(() => stack.disposeAsync());
const logs = { tickets: recordingLog('info'), store: recordingLog('info') };
const env = { ADMIN_EMAIL: 'jefa@ejemplo.com', ADMIN_PASSWORD: 'marca clave de la jefa' };
const tickets = stack.use(await ticketsApp({ log: logs.tickets.log, env }));
const store = stack.use(
  await storeApp({ log: logs.store.log, env: { TICKETS_URL: 'http://127.0.0.1:1', RELAY_WAIT_MS: '0' } }),
);

const order = {
  ...{ numero: 'A-1', cliente_nombre: 'MARCA-nombre', cliente_direccion: 'MARCA-calle 1' },
  ...{ cliente_telefono: '11-5555-MARCA', cliente_email: 'MARCA@ejemplo.com', indicaciones: 'MARCA-timbre' },
  ...{
    productos: [{ nombre: 'MARCA-yerba', cantidad: 1, precio: 100 }],
    total: 100,
    'MARCA-campo': 'MARCA-extra',
  },
};
const userAgent = 'checkout/2.1 (shop)';
const markers = /marca|una clave mala|mi clave de verdad/i;

const requestLines = ({ lines }: { lines: LogLine[] }) => lines.filter(({ msg }) => msg === 'request');

describe.each<[string, Requests, string, { lines: LogLine[]; text(): string }]>([
  ['store', store, '/api/pedidos', logs.store],
  ['ticket service', tickets, '/api/tickets', logs.tickets],
])('the log of the %s', (_name, service, path, log) => {
  it('says of every order who sent it, from where and with what, and nothing of the customer', async () => {
    const send = (body: object, more: Record<string, string> = {}) =>
      service.post(path, body, { 'User-Agent': userAgent, ...more });
    const answers = [
      await send(order),
      await send(order),
      await send({ ...order, total: 'MARCA' }),
      await send({ ...order, total: 101 }),
      await send(order, { 'X-API-Key': 'MARCA-clave' }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([201, 200, 400, 409, 401]);
    const who = { address: '127.0.0.1', userAgent };
    expect(requestLines(log).slice(-5)).toMatchObject([
      { status: 201, caller: 'tienda', ...who },
      { status: 200, caller: 'tienda', ...who },
      { status: 400, caller: 'tienda', ...who, campos: ['total'] },
      { status: 409, caller: 'tienda', ...who },
      { status: 401, ...who },
    ]);
    expect(requestLines(log).at(-1)).not.toHaveProperty('caller');
    expect(log.text()).not.toMatch(markers);
    expect(log.text()).not.toContain(apiKey);
  });
});

it('leaves no secret and nothing of a customer in the audit log or in a log line of what it records', async () => {
  const ask = async (method: string, path: string, cookie = '', body?: object) =>
    tickets.call(method, path, { 'X-API-Key': undefined, ...(cookie && { Cookie: cookie }) }, body);
  const cookieOf = ({ headers }: { headers: Headers }) => headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const admin = cookieOf(
    await ask('POST', '/api/sesion', '', { email: env.ADMIN_EMAIL, clave: env.ADMIN_PASSWORD }),
  );
  const person = { nombre: 'Ana', rol: 'operador', email: 'ana@ejemplo.com', clave: 'marca clave de ana' };
  const { id } = (await ask('POST', '/api/personas', admin, person)).body;
  await ask('PATCH', `/api/personas/${id}`, admin, {
    clave: 'otra marca clave',
    email: 'MARCA-ana@ejemplo.com',
  });
  const { enlace } = (await ask('POST', `/api/personas/${id}/enlace`, admin)).body;
  const ana = cookieOf(await ask('POST', '/api/sesion', '', { token: enlace.split('#')[1] }));
  const tv = (await ask('POST', '/api/enlaces-tv', admin, { nombre: 'Salón' })).body.enlace;
  await ask('POST', '/api/sesion', '', { token: tv.split('#')[1] });
  const wanted = { nombre: 'Caja', fuente: 'tienda-2', alcances: ['pedidos:escribir'] };
  const key = (await ask('POST', '/api/claves', admin, wanted)).body;
  const rotated = (await ask('POST', `/api/claves/${key.id}/rotar`, admin, { anterior_sirve_s: 60 })).body;
  for (const email of ['mi clave de verdad', env.ADMIN_EMAIL])
    await ask('POST', '/api/sesion', '', { email, clave: 'una clave mala' });
  await ask('POST', '/api/sesion', '', { token: 'MARCA-de-un-enlace' });
  await ask('DELETE', '/api/sesion', ana);

  const db = new Database(tickets.databaseFile, { readonly: true });
  const kept = JSON.stringify(db.prepare('SELECT * FROM audit').all());
  db.close();
  const secrets = [enlace, tv].map((link) => link.split('#')[1]).concat(key.clave, rotated.clave, admin, ana);
  expect(JSON.parse(kept).length).toBeGreaterThan(12);
  for (const [name, text] of Object.entries({ 'audit log': kept, log: logs.tickets.text() })) {
    expect(text, name).not.toMatch(markers);
    expect(text, name).not.toMatch(/argon2|jefa@ejemplo\.com|ana@ejemplo\.com/);
    for (const secret of secrets) {
      expect(secret.length).toBeGreaterThan(20);
      expect(text.includes(secret), `${name} holds a secret`).toBe(false);
    }
  }
  const whole = await readFile(tickets.databaseFile, 'latin1').catch(() => '');
  expect(whole).not.toContain('mi clave de verdad');
});

it('knows a refused account in the log and in the audit log by the same letters', async () => {
  const body = { email: 'nadie@ejemplo.com', clave: 'una clave mala' };
  await tickets.post('/api/sesion', body, { 'X-API-Key': undefined, 'User-Agent': 'navegador' });
  const line = requestLines(logs.tickets).at(-1);
  expect(line).toMatchObject({ status: 401, address: '127.0.0.1', userAgent: 'navegador' });
  const db = new Database(tickets.databaseFile, { readonly: true });
  const { detail } = db.prepare('SELECT detail FROM audit ORDER BY id DESC LIMIT 1').get() as {
    detail: string;
  };
  db.close();
  expect(JSON.parse(detail)).toEqual({ cuenta: line?.account });
});

it('says of a page of another site which it was', async () => {
  const headers = { 'X-API-Key': undefined, Origin: 'https://otro.example', Host: 'tablero.example' };
  const answer = await tickets.call('DELETE', '/api/sesion', headers);
  expect(answer.status).toBe(403);
  expect(requestLines(logs.tickets).at(-1)).toMatchObject({
    ...{ status: 403, host: 'tablero.example', origin: 'https://otro.example', address: '127.0.0.1' },
  });
});
