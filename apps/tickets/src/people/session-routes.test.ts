import { gzipSync } from 'node:zlib';
import { createFakeClock } from '@relevo/testkit/clock';
import { expectProblem } from '@relevo/testkit/problems';
import { ticketsApp } from '@relevo/testkit/services';
import { afterAll, describe, expect, it } from 'vitest';

const dayMs = 24 * 60 * 60 * 1_000;
const clock = createFakeClock({ startAt: Date.now(), realSleep: true });
const tickets = await ticketsApp({ clock });
const { call, get, post } = tickets;
const session = '/api/sesion';
afterAll(() => tickets[Symbol.asyncDispose]());

const noKey = { 'X-API-Key': undefined };

async function newToken(): Promise<string> {
  return new URL(await tickets.signInLink()).hash.slice(1);
}

async function signIn(token?: string) {
  const answer = await post(session, { token: token ?? (await newToken()) }, noKey);
  const [setCookie = ''] = answer.headers.getSetCookie();
  return { answer, setCookie, as: { ...noKey, Cookie: setCookie.split(';')[0] } };
}

describe('the sign-in link', () => {
  it('signs in once, with a cookie that no script and no other site can use', async () => {
    const token = await newToken();
    const { answer, setCookie } = await signIn(token);
    expect(answer.status).toBe(200);
    const operador = { id: 1, nombre: 'Administrador', rol: 'admin' };
    expect(answer.body).toEqual({ operador, falta_clave: true });
    expect(setCookie).toMatch(/^relevo=/);
    expect(setCookie).toMatch(/; HttpOnly/);
    expect(setCookie).toMatch(/; SameSite=Lax/);
    expect(setCookie).toMatch(/; Expires=/);
    const second = await signIn(token);
    expectProblem(second.answer, 'no-autorizado');
    expect(second.setCookie).toBe('');
  });

  it('signs one browser in when two use it at once', async () => {
    const token = await newToken();
    const both = await Promise.all([signIn(token), signIn(token)]);
    expect(both.map(({ answer }) => answer.status).toSorted()).toEqual([200, 401]);
  });

  it('is not valid after 24 hours', async () => {
    const [early, late] = [await newToken(), await newToken()];
    clock.advance(dayMs - 1);
    expect((await signIn(early)).answer.status).toBe(200);
    clock.advance(1);
    expectProblem((await signIn(late)).answer, 'no-autorizado');
  });

  it.each([
    ['null', 'cuerpo'],
    ['[]', 'cuerpo'],
    ['{}', 'cuerpo'],
    ['{"token":5}', 'cuerpo'],
    ['{"token":""}', 'token'],
    [`{"token":"${'x'.repeat(201)}"}`, 'token'],
  ])('that is %s is bad input', async (body, campo) => {
    expectProblem(await post(session, body, noKey), 'datos-invalidos', [campo]);
  });

  it.each(['\u0000', '\ud800', "' OR 1=1 --"])('that is %j is unknown', async (token) => {
    expectProblem((await signIn(token)).answer, 'no-autorizado');
  });

  it('asks for no more than 2 KiB, and for nothing compressed', async () => {
    expectProblem(await post(session, { token: 'x'.repeat(2_048) }, noKey), 'cuerpo-demasiado-grande');
    const packed = { ...noKey, 'Content-Encoding': 'gzip' };
    expectProblem(await post(session, gzipSync('{"token":"x"}'), packed), 'tipo-no-soportado');
  });

  it('does not keep a session id that was planted before', async () => {
    const planted = { ...noKey, Cookie: 'relevo=s%3Aplantada.firma' };
    const { headers } = await post(session, { token: await newToken() }, planted);
    expect(headers.getSetCookie()[0]).not.toContain('plantada');
    expectProblem(await get(session, planted), 'no-autorizado');
  });
});

describe('a session', () => {
  it('says who is signed in and reads without a key, until it is closed', async () => {
    const { as } = await signIn();
    expect((await get(session, as)).body).toMatchObject({ operador: { nombre: 'Administrador' } });
    for (const path of ['/api/tickets', '/api/tablero']) {
      expect((await get(path, as)).status).toBe(200);
    }
    expect((await call('DELETE', session, as)).status).toBe(204);
    expectProblem(await get(session, as), 'no-autorizado');
    expectProblem(await get('/api/tickets', as), 'no-autorizado');
  });

  it('does not take orders: that needs a key', async () => {
    const { as } = await signIn();
    expectProblem(await post('/api/tickets', {}, as), 'no-autorizado');
  });

  it('ends after 7 days without use', async () => {
    const { as } = await signIn();
    clock.advance(7 * dayMs - 1);
    expect((await get(session, as)).status).toBe(200);
    clock.advance(7 * dayMs);
    expectProblem(await get(session, as), 'no-autorizado');
  });

  it('ends 30 days after the sign-in, however much it is used', async () => {
    const { as } = await signIn();
    for (let day = 1; day < 30; day += 1) {
      clock.advance(dayMs);
      expect((await get(session, as)).status).toBe(200);
    }
    clock.advance(dayMs);
    expectProblem(await get(session, as), 'no-autorizado');
  });

  it('is renewed at each sign-in: the former one is no longer valid', async () => {
    const former = await signIn();
    const { headers, status } = await post(session, { token: await newToken() }, former.as);
    expect(status).toBe(200);
    expect(headers.getSetCookie()[0]).toMatch(/^relevo=/);
    expect(headers.getSetCookie()[0]).not.toContain(former.as.Cookie);
    expectProblem(await get(session, former.as), 'no-autorizado');
  });

  it('has a cookie for https alone where that is what the browser speaks', async () => {
    await using proxied = await ticketsApp({ env: { TRUST_PROXY: '1' } });
    const token = new URL(await proxied.signInLink()).hash.slice(1);
    const { headers } = await proxied.post(session, { token }, { ...noKey, 'X-Forwarded-Proto': 'https' });
    expect(headers.getSetCookie()[0]).toMatch(/; Secure/);
  });

  it('is nobody without a cookie, and closing none is no error', async () => {
    expectProblem(await get(session, noKey), 'no-autorizado');
    expect((await call('DELETE', session, noKey)).status).toBe(204);
  });
});

it('answers 429 to too many failed sign-ins, while a good link still signs in', async () => {
  await using strict = await ticketsApp({ env: { RATE_LIMIT_PER_IP: '3' } });
  const attempt = (token: string) => strict.post(session, { token }, noKey);
  for (let count = 0; count < 3; count += 1) expectProblem(await attempt('nada'), 'no-autorizado');
  const refused = await attempt('nada');
  expectProblem(refused, 'demasiadas-solicitudes');
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(refused.headers.get('ratelimit')).toContain('r=0');
  const link = new URL(await strict.signInLink());
  expect((await attempt(link.hash.slice(1))).status).toBe(200);
});
