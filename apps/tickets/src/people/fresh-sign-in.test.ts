import { createFakeClock } from '@relevo/testkit/clock';
import { apiKey } from '@relevo/testkit/http';
import { expectProblem } from '@relevo/testkit/problems';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPeople, password } from './testing/start-people.ts';

const minuteMs = 60_000;
const clock = createFakeClock({ startAt: Date.now(), realSleep: true });
const service = await openPeople({ clock });
afterAll(() => service[Symbol.asyncDispose]());
let cookie = '';
beforeAll(async () => {
  ({ cookie } = await service.addSignedIn('admin', 'ana@ejemplo.com'));
});

const ask = (method: string, path: string, body?: object) => service.call(method, path, { cookie, body });
const confirm = (body: object) => ask('POST', '/api/sesion/confirmacion', body);

const acts: [string, string, object?][] = [
  ['POST', '/api/personas', { nombre: 'Eva', rol: 'lectura' }],
  ['PATCH', '/api/personas/1', { nombre: 'Otro nombre' }],
  ['POST', '/api/personas/1/enlace'],
  ['DELETE', '/api/personas/1/segundo-factor'],
  ['POST', '/api/enlaces-tv', { nombre: 'Cocina' }],
  ['DELETE', '/api/enlaces-tv/99'],
  ['POST', '/api/claves', { nombre: 'Sitio', fuente: 'sitio', alcances: ['tickets:leer'] }],
  ['POST', '/api/claves/99/rotar', { anterior_sirve_s: 0 }],
  ['DELETE', '/api/claves/99'],
  ['GET', '/api/resumen.csv?desde=2026-01-01T00:00:00Z&hasta=2026-01-02T00:00:00Z'],
  ['POST', '/api/cuenta/segundo-factor'],
];

it.each(acts)('is asked for before %s %s, and enough for it', async (method, path, body) => {
  await confirm({ clave: password });
  clock.advance(15 * minuteMs - 1);
  const fresh = await ask(method, path, body).catch(() => ({ status: 200 }));
  expect(fresh.status).not.toBe(403);
  clock.advance(1);
  expectProblem(await ask(method, path, body), 'entrada-reciente');
});

it('is not asked for before looking', async () => {
  clock.advance(16 * minuteMs);
  for (const path of ['/api/personas', '/api/enlaces-tv', '/api/claves', '/api/auditoria', '/api/tickets'])
    expect((await ask('GET', path)).status).toBe(200);
});

it('is not asked of a key', async () => {
  const path = '/api/resumen.csv?desde=2026-01-01T00:00:00Z&hasta=2026-01-02T00:00:00Z';
  // A file, and no problem.
  await expect(service.call('GET', path, { headers: { 'X-API-Key': apiKey } })).rejects.toThrow(/JSON/);
});

it('is given anew by the right password alone', async () => {
  clock.advance(16 * minuteMs);
  expectProblem(await confirm({}), 'datos-invalidos', ['clave']);
  expectProblem(await confirm({ clave: 'no es la mía' }), 'datos-invalidos', ['clave']);
  expectProblem(await ask('POST', '/api/personas', { nombre: 'Eva', rol: 'lectura' }), 'entrada-reciente');
  const { status, body } = await confirm({ clave: password });
  expect([status, body]).toEqual([
    200,
    { reciente_hasta: new Date(clock.now() + 15 * minuteMs).toISOString() },
  ]);
  expect((await ask('POST', '/api/personas', { nombre: 'Eva', rol: 'lectura' })).status).toBe(201);
});

it('cannot be had by guessing', async () => {
  clock.advance(16 * minuteMs);
  for (let count = 0; count < 10; count += 1) expect((await confirm({ clave: 'no es' })).status).toBe(400);
  expectProblem(await confirm({ clave: password }), 'demasiadas-solicitudes');
});

it('is a new link for who has no password', async () => {
  cookie = await service.asFirstAdmin();
  expect((await ask('POST', '/api/personas', { nombre: 'Eva', rol: 'lectura' })).status).toBe(201);
  clock.advance(15 * minuteMs);
  expectProblem(await confirm({}), 'entrada-reciente');
});
