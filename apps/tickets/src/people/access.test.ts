import { randomUUID } from 'node:crypto';
import { roles } from '@relevo/contract';
import { apiKey } from '@relevo/testkit/http';
import { expectProblem } from '@relevo/testkit/problems';
import { afterAll, describe, expect, it } from 'vitest';
import { openPeople } from './testing/start-people.ts';

const service = await openPeople();
afterAll(() => service[Symbol.asyncDispose]());

const cookies = new Map<string, string>();
for (const rol of roles) cookies.set(rol, (await service.addSignedIn(rol, `${rol}@ejemplo.com`)).cookie);
const target = await service.add('operador', 'cambiada@ejemplo.com');
const tv = await service.call('POST', '/api/enlaces-tv', {
  cookie: cookies.get('admin'),
  body: { nombre: 'Salón' },
});
cookies.set('tv', (await service.signIn({ token: tv.body.enlace.split('#')[1] })).cookie);

/** Calls as one of the roles, as a TV, as a service with its key, or as nobody. */
function callAs(who: string, method: string, path: string, body?: unknown) {
  const headers: Record<string, string> = who === 'clave' ? { 'X-API-Key': apiKey } : {};
  return service.call(method, path, { cookie: cookies.get(who), headers, body });
}

const everybody = [...roles, 'tv', 'clave', 'nadie'];
let made = 0;
const newPerson = () => {
  made += 1;
  return { nombre: `Persona ${made}`, rol: 'lectura' };
};

const endpoints: [method: string, path: string, body: () => unknown, ok: number, allowed: string[]][] = [
  ['GET', '/api/personas', () => undefined, 200, ['admin']],
  ['POST', '/api/personas', newPerson, 201, ['admin']],
  ['PATCH', `/api/personas/${target.id}`, () => ({ nombre: 'Otro nombre' }), 200, ['admin']],
  ['POST', `/api/personas/${target.id}/enlace`, () => undefined, 201, ['admin']],
  ['GET', '/api/enlaces-tv', () => undefined, 200, ['admin']],
  ['POST', '/api/enlaces-tv', () => ({ nombre: 'Cocina' }), 201, ['admin']],
  ['DELETE', '/api/enlaces-tv/999', () => undefined, 404, ['admin']],
  ['DELETE', '/api/enlaces-tv/999/dispositivo', () => undefined, 404, ['admin']],
  ['GET', '/api/repartidores', () => undefined, 200, ['admin', 'operador', 'lectura', 'clave']],
  ['GET', '/api/tablero', () => undefined, 200, everybody.filter((who) => who !== 'nadie')],
  ['GET', '/api/tickets', () => undefined, 200, [...roles, 'clave']],
  ['GET', '/api/tickets/cerrados', () => undefined, 200, [...roles, 'clave']],
  ['POST', '/api/pedido-de-prueba', () => ({ id: randomUUID() }), 201, ['admin', 'operador', 'clave']],
  ['GET', '/api/diagnostico', () => undefined, 200, everybody.filter((who) => who !== 'nadie')],
  ['GET', '/api/sesion', () => undefined, 200, [...roles, 'tv']],
];

describe.each(endpoints)('%s %s', (method, path, body, ok, allowed) => {
  it.each(everybody)('asked by %s', async (who) => {
    const answer = await callAs(who, method, path, body());
    if (allowed.includes(who)) return expect(answer.status).toBe(ok);
    const noSession = who === 'nadie' || path === '/api/sesion';
    return expectProblem(answer, noSession ? 'no-autorizado' : 'prohibido');
  });
});

it('says who each one is', async () => {
  for (const rol of roles)
    expect(await service.whoIs(cookies.get(rol) ?? '')).toEqual({
      id: expect.any(Number),
      nombre: `${rol} ${rol}@ejemplo.com`,
      rol,
    });
  expect(await service.whoIs(cookies.get('tv') ?? '')).toEqual({ id: null, nombre: 'Salón', rol: 'lectura' });
});

it('lists the active drivers, and of them id, name and how many orders each has', async () => {
  const { body } = await callAs('operador', 'GET', '/api/repartidores');
  expect(body).toEqual({
    repartidores: [
      {
        ...{ id: expect.any(Number), nombre: 'repartidor repartidor@ejemplo.com' },
        ...{ en_camino: 0, por_salir: 0, desde: null },
      },
    ],
  });
  const [driver] = body.repartidores;
  await callAs('admin', 'PATCH', `/api/personas/${driver.id}`, { activo: false });
  expect((await callAs('operador', 'GET', '/api/repartidores')).body).toEqual({ repartidores: [] });
});
