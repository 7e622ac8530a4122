import { ownAccountSchema } from '@relevo/contract';
import { createFakeClock } from '@relevo/testkit/clock';
import { expectProblem } from '@relevo/testkit/problems';
import { afterAll, describe, expect, it } from 'vitest';
import { openPeople, password, tokenOf } from '../people/testing/start-people.ts';

const minuteMs = 60_000;
const clock = createFakeClock({ startAt: Date.now(), realSleep: true });
const service = await openPeople({ clock });
afterAll(() => service[Symbol.asyncDispose]());

const other = 'otra clave larga 2027';
const get = async (cookie: string) => (await service.call('GET', '/api/cuenta', { cookie })).body;
const change = (cookie: string, body: object) => service.call('PUT', '/api/cuenta/clave', { cookie, body });
const works = async (cookie: string) => (await service.whoIs(cookie)) !== undefined;

/** Somebody without a password, who came by a link. */
async function byLink(nombre: string, rol = 'operador') {
  const cookie = await service.asFirstAdmin();
  const { body } = await service.call('POST', '/api/personas', { cookie, body: { nombre, rol } });
  const link = await service.call('POST', `/api/personas/${body.id}/enlace`, { cookie });
  return (await service.signIn({ token: tokenOf(link.body.enlace) })).cookie;
}

describe("one's own account", () => {
  it('says what there is, and lists the open sessions, this one marked', async () => {
    const { person, cookie } = await service.addSignedIn('operador', 'ana@ejemplo.com');
    const agent = 'Mozilla/5.0 (Linux; Android 14)';
    const signIn = { email: 'ana@ejemplo.com', clave: password };
    clock.advance(minuteMs);
    await service.signIn(signIn, { headers: { 'User-Agent': agent } });
    const account = ownAccountSchema.parse(await get(cookie));
    expect(account).toMatchObject({
      persona: { id: person.id, nombre: person.nombre, rol: 'operador' },
      ...{ email: 'ana@ejemplo.com', tiene_clave: true, segundo_factor: null },
      reciente_hasta: new Date(clock.now() + 14 * minuteMs).toISOString(),
    });
    expect(account.sesiones).toMatchObject([
      { actual: false, navegador: agent, desde: new Date(clock.now()).toISOString() },
      { actual: true, visto_en: new Date(clock.now()).toISOString() },
    ]);
  });

  it('is nothing of a TV or a key', async () => {
    const cookie = await service.asFirstAdmin();
    const { body } = await service.call('POST', '/api/enlaces-tv', { cookie, body: { nombre: 'Cocina' } });
    const tv = (await service.signIn({ token: tokenOf(body.enlace) })).cookie;
    expectProblem(await service.call('GET', '/api/cuenta', { cookie: tv }), 'prohibido');
    expectProblem(await service.call('GET', '/api/cuenta'), 'no-autorizado');
    expectProblem(await service.get('/api/cuenta'), 'no-autorizado');
  });
});

describe("one's own password", () => {
  it('is changed by who knows the one before, and ends the other sessions', async () => {
    const { cookie } = await service.addSignedIn('repartidor', 'beto@ejemplo.com');
    const elsewhere = (await service.signIn({ email: 'beto@ejemplo.com', clave: password })).cookie;
    const { status, body } = await change(cookie, { anterior: password, clave: other });
    expect([status, body]).toEqual([200, { email: 'beto@ejemplo.com', sesiones_cerradas: 1 }]);
    expect([await works(cookie), await works(elsewhere)]).toEqual([true, false]);
    expect((await service.signIn({ email: 'beto@ejemplo.com', clave: password })).answer.status).toBe(401);
    expect((await service.signIn({ email: 'beto@ejemplo.com', clave: other })).answer.status).toBe(200);
  });

  it.each([
    ['without the one before', { clave: other }, ['anterior']],
    ['with a wrong one', { anterior: 'no es la mía', clave: other }, ['anterior']],
    ['for a short one', { anterior: password, clave: 'corta' }, ['clave']],
    ['for one that is guessed first', { anterior: password, clave: 'contraseña123' }, ['clave']],
    ['for the own name', { anterior: password, clave: 'operador-carla' }, ['clave']],
    [
      'for the email of somebody else',
      { anterior: password, clave: other, email: 'ana@ejemplo.com' },
      ['email'],
    ],
  ])('stays as it is %s', async (what, body, campos) => {
    const email = `carla.${what.replaceAll(' ', '-')}@ejemplo.com`;
    const { cookie } = await service.addSignedIn('operador', email);
    expectProblem(await change(cookie, body), 'datos-invalidos', campos);
    expect((await service.signIn({ email, clave: password })).answer.status).toBe(200);
  });

  it('cannot be guessed by an open session: after ten attempts none is compared', async () => {
    const { cookie } = await service.addSignedIn('operador', 'dora@ejemplo.com');
    for (let count = 0; count < 10; count += 1)
      expect((await change(cookie, { anterior: 'no es', clave: other })).status).toBe(400);
    expectProblem(await change(cookie, { anterior: password, clave: other }), 'demasiadas-solicitudes');
  });

  it('is set freely by who has none and came in a short while ago, with the email to sign in by', async () => {
    const cookie = await byLink('Eva');
    expectProblem(await change(cookie, { clave: other }), 'datos-invalidos', ['email']);
    clock.advance(15 * minuteMs);
    const late = await change(cookie, { clave: other, email: 'eva@ejemplo.com' });
    expectProblem(late, 'entrada-reciente');
    const again = await byLink('Eva Dos');
    expect((await change(again, { clave: other, email: 'eva@ejemplo.com' })).status).toBe(200);
    expect((await service.signIn({ email: 'eva@ejemplo.com', clave: other })).answer.status).toBe(200);
  });
});

describe("one's own sessions", () => {
  const signIn = { email: 'fede@ejemplo.com', clave: password };

  it('end one by one, or all but this one; those of others never', async () => {
    const { cookie } = await service.addSignedIn('operador', signIn.email);
    const [second, third] = [(await service.signIn(signIn)).cookie, (await service.signIn(signIn)).cookie];
    const stranger = (await service.addSignedIn('admin', 'gabi@ejemplo.com')).cookie;
    const end = (id: string, by = cookie) =>
      service.call('DELETE', `/api/cuenta/sesiones${id && `/${id}`}`, { cookie: by });
    const own = async (by: string) =>
      (await get(by)).sesiones.find(({ actual }: { actual: boolean }) => actual).id;

    expectProblem(await end(await own(second), stranger), 'no-encontrado');
    expect((await end(await own(second))).status).toBe(204);
    expect([await works(cookie), await works(second), await works(third)]).toEqual([true, false, true]);
    expectProblem(await end('nada'), 'no-encontrado');
    expect((await end('')).status).toBe(204);
    expect([await works(cookie), await works(third), await works(stranger)]).toEqual([true, false, true]);
    expect((await get(cookie)).sesiones).toHaveLength(1);
  });
});

it('voids what is left of the first links once somebody signs in for the first time', async () => {
  await using fresh = await openPeople();
  const [first, left] = [await fresh.signInLink(), await fresh.signInLink()];
  expect((await fresh.signIn({ token: tokenOf(first) })).answer.status).toBe(200);
  expectProblem((await fresh.signIn({ token: tokenOf(left) })).answer, 'no-autorizado');
  // Who needs another one later makes it on purpose.
  expect((await fresh.signIn({ token: tokenOf(await fresh.signInLink()) })).answer.status).toBe(200);
});
