import { createFakeClock } from '@relevo/testkit/clock';
import { expectProblem } from '@relevo/testkit/problems';
import express from 'express';
import supertest from 'supertest';
import { afterAll, expect, it } from 'vitest';
import { warnOfProxy } from './origin-check.ts';
import { openPeople, password } from './testing/start-people.ts';

const clock = createFakeClock({ startAt: Date.now(), realSleep: true });
const service = await openPeople({ clock, env: { RATE_LIMIT_PER_IP: '20' } });
afterAll(() => service[Symbol.asyncDispose]());

const ana = { email: 'ana@ejemplo.com', clave: password };
const wrong = { ...ana, clave: 'una clave que no es' };

/** The cookie by which a device is known after a sign-in on it. */
async function deviceOf(signIn: typeof ana): Promise<string> {
  const { answer } = await service.signIn(signIn);
  const kept = answer.headers.getSetCookie().find((cookie) => cookie.startsWith('relevo-equipo='));
  expect(kept).toMatch(/; HttpOnly; SameSite=Lax/);
  return kept?.split(';')[0] ?? '';
}

it('shuts out who guesses, and nobody who has signed in on their device before', async () => {
  await service.add('operador', ana.email);
  await service.add('operador', 'beto@ejemplo.com');
  const device = await deviceOf(ana);
  const on = (cookie: string, body = ana) => service.signIn(body, { cookie });
  // All come from one address, as behind a proxy that is not trusted.
  for (let count = 0; count < 10; count += 1) expect((await service.signIn(wrong)).answer.status).toBe(401);
  expectProblem((await service.signIn(ana)).answer, 'demasiadas-solicitudes');
  for (let count = 0; count < 20; count += 1)
    await service.signIn({ email: `${count}@ejemplo.com`, clave: 'una clave que no es' });
  expectProblem(
    (await service.signIn({ ...ana, email: 'beto@ejemplo.com' })).answer,
    'demasiadas-solicitudes',
  );

  expect((await on(device)).answer.status).toBe(200);
  // It is a device of hers, not of everybody, and not one that somebody makes up.
  expectProblem((await on(device, { ...ana, email: 'beto@ejemplo.com' })).answer, 'demasiadas-solicitudes');
  expectProblem((await on(device.replace(/.$/, 'x'))).answer, 'demasiadas-solicitudes');
  for (let count = 0; count < 10; count += 1) await on(device, wrong);
  expectProblem((await on(device)).answer, 'demasiadas-solicitudes');
  // Whoever can set the clock lets nobody in by it, and shuts nobody out.
  for (const ms of [96, -97, 1]) {
    clock.set(ms * 3_600_000);
    expectProblem((await on(device)).answer, 'demasiadas-solicitudes');
  }
  clock.advance(15 * 60_000);
  expect((await on(device)).answer.status).toBe(200);
});

it('warns once of a proxy that is not trusted, and never of one that is', async () => {
  const askedWith = async (trustProxy: number | false, ...forwarded: string[]) => {
    const warnings: object[] = [];
    const log = { warn: (fields: object, text: string) => void warnings.push({ ...fields, text }) };
    const app = express().use(warnOfProxy((_request, response) => void response.end(), { trustProxy, log }));
    for (const value of forwarded) {
      const asking = supertest(app).get('/');
      await (value === '' ? asking : asking.set('X-Forwarded-For', value));
    }
    return warnings;
  };
  expect(await askedWith(false, '', '203.0.113.7, 10.0.0.1', '203.0.113.8')).toEqual([
    { address: '127.0.0.1', hops: 2, text: expect.stringContaining('set TRUST_PROXY') },
  ]);
  expect(await askedWith(false, '', '')).toEqual([]);
  expect(await askedWith(1, '203.0.113.7')).toEqual([]);
});
