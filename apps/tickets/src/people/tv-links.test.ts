import { createFakeClock } from '@relevo/testkit/clock';
import { expectProblem } from '@relevo/testkit/problems';
import { afterAll, expect, it } from 'vitest';
import { openPeople, tokenOf } from './testing/start-people.ts';

const dayMs = 24 * 60 * 60 * 1_000;
const clock = createFakeClock({ startAt: Date.now(), realSleep: true });
const service = await openPeople({ clock });
afterAll(() => service[Symbol.asyncDispose]());

const asAdmin = async (method: string, path: string, body?: unknown) =>
  service.call(method, path, { cookie: await service.asFirstAdmin(), body });

it('lets any number of TVs in, to read, until it is revoked', async () => {
  const made = await asAdmin('POST', '/api/enlaces-tv', { nombre: 'Salón' });
  expect(made.status).toBe(201);
  expect(made.body).toEqual({
    id: expect.any(Number),
    nombre: 'Salón',
    creado_en: new Date(clock.now()).toISOString(),
    revocado_en: null,
    vence_en: null,
    enlace: expect.stringMatching(/^\/tv#[\w-]{32}$/),
  });
  const token = tokenOf(made.body.enlace);
  clock.advance(400 * dayMs);
  const [one, other] = [await service.signIn({ token }), await service.signIn({ token })];
  expect(one.answer.body).toEqual({ operador: { id: null, nombre: 'Salón', rol: 'lectura' } });
  for (const { cookie } of [one, other])
    expect((await service.call('GET', '/api/tablero', { cookie })).status).toBe(200);

  const path = `/api/enlaces-tv/${made.body.id}`;
  const revokedAt = clock.now();
  expect((await asAdmin('DELETE', path)).status).toBe(204);
  for (const { cookie } of [one, other])
    expectProblem(await service.call('GET', '/api/tablero', { cookie }), 'no-autorizado');
  expectProblem((await service.signIn({ token })).answer, 'no-autorizado');

  clock.advance(1_000);
  expect((await asAdmin('DELETE', path)).status).toBe(204);
  const { enlaces } = (await asAdmin('GET', '/api/enlaces-tv')).body;
  expect(enlaces).toEqual([
    {
      id: made.body.id,
      nombre: 'Salón',
      creado_en: made.body.creado_en,
      revocado_en: new Date(revokedAt).toISOString(),
    },
  ]);
});

it('keeps a TV in for as long as it is used, and not when it was off for a week', async () => {
  const { enlace } = (await asAdmin('POST', '/api/enlaces-tv', { nombre: 'Cocina' })).body;
  const { cookie } = await service.signIn({ token: tokenOf(enlace) });
  for (let week = 0; week < 60; week += 1) {
    clock.advance(7 * dayMs - 1);
    expect(await service.whoIs(cookie)).toBeDefined();
  }
  clock.advance(7 * dayMs);
  expect(await service.whoIs(cookie)).toBeUndefined();
  expect((await service.signIn({ token: tokenOf(enlace) })).answer.status).toBe(200);
});

it('needs a name, and refuses unknown fields', async () => {
  expectProblem(await asAdmin('POST', '/api/enlaces-tv', { nombre: ' ' }), 'datos-invalidos', ['nombre']);
  expectProblem(await asAdmin('DELETE', '/api/enlaces-tv/999'), 'no-encontrado');
});
