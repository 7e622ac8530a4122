import { memberSchema, membersReplySchema } from '@relevo/contract';
import { createFakeClock } from '@relevo/testkit/clock';
import { expectProblem } from '@relevo/testkit/problems';
import { afterAll, describe, expect, it } from 'vitest';
import { openPeople, password, tokenOf } from './testing/start-people.ts';

const dayMs = 24 * 60 * 60 * 1_000;
const clock = createFakeClock({ startAt: Date.now(), realSleep: true });
const service = await openPeople({ clock });
afterAll(() => service[Symbol.asyncDispose]());
const admin = await service.asFirstAdmin();
const change = (id: number, body: unknown, cookie = admin) =>
  service.call('PATCH', `/api/personas/${id}`, { cookie, body });
const linkFor = (id: number) => service.call('POST', `/api/personas/${id}/enlace`, { cookie: admin });
const works = async (cookie: string) => (await service.whoIs(cookie)) !== undefined;

describe('adding a person', () => {
  it('answers 201 with the person, and lists them', async () => {
    const body = { nombre: ' Ana Gómez ', rol: 'operador', email: 'Ana@Ejemplo.com', clave: password };
    const { status, body: added } = await service.call('POST', '/api/personas', { cookie: admin, body });
    expect(status).toBe(201);
    expect(added).toEqual({
      id: expect.any(Number),
      nombre: 'Ana Gómez',
      email: 'ana@ejemplo.com',
      rol: 'operador',
      activo: true,
      tiene_clave: true,
      segundo_factor: false,
      creado_en: new Date(clock.now()).toISOString(),
    });
    const { personas } = (await service.call('GET', '/api/personas', { cookie: admin })).body;
    expect(membersReplySchema.parse({ personas }).personas).toContainEqual(memberSchema.parse(added));
    const { cookie } = await service.signIn({ email: 'ANA@ejemplo.com ', clave: password });
    expect(await service.whoIs(cookie)).toEqual({ id: added.id, nombre: 'Ana Gómez', rol: 'operador' });
  });

  it('refuses an email that somebody has, however it is written', async () => {
    await service.add('operador', 'una@ejemplo.com');
    const body = { nombre: 'Otra', rol: 'operador', email: 'UNA@ejemplo.com' };
    const answer = await service.call('POST', '/api/personas', { cookie: admin, body });
    expectProblem(answer, 'datos-invalidos', ['email']);
  });

  it.each([
    ['nothing', {}, ['nombre', 'rol']],
    ['an unknown role', { nombre: 'Eva', rol: 'dueña' }, ['rol']],
    [
      'a bad email and a short password',
      { nombre: 'Eva', rol: 'admin', email: 'eva', clave: 'corta' },
      ['email', 'clave'],
    ],
    ['no object', [], ['cuerpo']],
  ])('names every bad field of %s', async (_what, body, campos) => {
    expectProblem(
      await service.call('POST', '/api/personas', { cookie: admin, body }),
      'datos-invalidos',
      campos,
    );
  });

  it('takes many without an email', async () => {
    const body = { nombre: 'Sin correo', rol: 'repartidor', email: null };
    for (let count = 0; count < 2; count += 1)
      expect((await service.call('POST', '/api/personas', { cookie: admin, body })).status).toBe(201);
  });
});

describe('changing a person', () => {
  it('keeps what is not named, and the sessions after a new name or email', async () => {
    const { person, cookie } = await service.addSignedIn('operador', 'nombre@ejemplo.com');
    const { status, body } = await change(person.id, { nombre: 'Nuevo', email: 'nuevo@ejemplo.com' });
    expect(status).toBe(200);
    expect(body).toEqual({ ...person, nombre: 'Nuevo', email: 'nuevo@ejemplo.com' });
    expect((await change(person.id, {})).body).toEqual(body);
    expect(await service.whoIs(cookie)).toMatchObject({ nombre: 'Nuevo' });
    expect((await service.signIn({ email: 'nuevo@ejemplo.com', clave: password })).answer.status).toBe(200);
  });

  it.each([
    ['role', { rol: 'lectura' }],
    ['password', { clave: 'otra clave larga' }],
    ['activity', { activo: false }],
  ])('ends the person’s sessions and open link with another %s', async (what, body) => {
    const email = `fin-${what}@ejemplo.com`;
    const { person, cookie } = await service.addSignedIn('operador', email);
    const second = (await service.signIn({ email, clave: password })).cookie;
    const { enlace } = (await linkFor(person.id)).body;
    expect((await change(person.id, body)).status).toBe(200);
    for (const old of [cookie, second]) {
      expectProblem(await service.call('GET', '/api/tickets', { cookie: old }), 'no-autorizado');
    }
    expectProblem((await service.signIn({ token: tokenOf(enlace) })).answer, 'no-autorizado');
  });

  it('changes nothing when it says what is so already', async () => {
    const { person, cookie } = await service.addSignedIn('operador', 'igual@ejemplo.com');
    await change(person.id, { rol: 'operador', activo: true, email: 'igual@ejemplo.com' });
    expect(await works(cookie)).toBe(true);
  });

  it('keeps the session with which an admin changes their own password, and ends their others', async () => {
    const { person, cookie } = await service.addSignedIn('admin', 'propia@ejemplo.com');
    const other = (await service.signIn({ email: 'propia@ejemplo.com', clave: password })).cookie;
    expect((await change(person.id, { clave: 'una clave nueva' }, cookie)).status).toBe(200);
    expect([await works(cookie), await works(other)]).toEqual([true, false]);
    expect((await change(person.id, { nombre: 'Propia' }, cookie)).status).toBe(200);
    expect((await change(person.id, { rol: 'operador' }, cookie)).status).toBe(200);
    expect(await works(cookie)).toBe(false);
  });

  it('lets a deactivated person in again only when they are active again', async () => {
    const person = await service.add('operador', 'baja@ejemplo.com');
    const attempt = () => service.signIn({ email: 'baja@ejemplo.com', clave: password });
    await change(person.id, { activo: false });
    expectProblem((await attempt()).answer, 'no-autorizado');
    expectProblem(await linkFor(person.id), 'datos-invalidos', ['activo']);
    await change(person.id, { activo: true });
    expect((await attempt()).answer.status).toBe(200);
  });

  it('refuses an email of somebody else, and ids that nobody has', async () => {
    const one = await service.add('operador', 'primera@ejemplo.com');
    const other = await service.add('operador', 'segunda@ejemplo.com');
    expectProblem(await change(other.id, { email: 'primera@ejemplo.com' }), 'datos-invalidos', ['email']);
    expect((await change(other.id, { email: null })).body.email).toBeNull();
    expect((await change(one.id, { email: 'Primera@ejemplo.com' })).status).toBe(200);
    for (const id of ['999999', '0', '-1', '1.5', 'x', '99999999999999999999']) {
      const path = `/api/personas/${id}`;
      expectProblem(
        await service.call('PATCH', path, { cookie: admin, body: { nombre: 'Eva' } }),
        'no-encontrado',
      );
      expectProblem(await service.call('POST', `${path}/enlace`, { cookie: admin }), 'no-encontrado');
    }
  });
});

describe('the link for a person', () => {
  it('signs that person in once, within 24 hours', async () => {
    const person = await service.add('repartidor', 'enlace@ejemplo.com');
    const { status, body } = await linkFor(person.id);
    expect(status).toBe(201);
    expect(body.enlace).toMatch(/^\/entrar#[\w-]{32}$/);
    expect(body.vence_en).toBe(new Date(clock.now() + dayMs).toISOString());
    const token = tokenOf(body.enlace);
    const { answer, cookie } = await service.signIn({ token });
    expect(answer.body).toEqual({ operador: { id: person.id, nombre: person.nombre, rol: 'repartidor' } });
    expect(await works(cookie)).toBe(true);
    expectProblem((await service.signIn({ token })).answer, 'no-autorizado');
  });

  it('ends the person’s older unused links, and nobody else’s', async () => {
    const person = await service.add('operador', 'dos-enlaces@ejemplo.com');
    const other = await service.add('operador', 'otro-enlace@ejemplo.com');
    const [old, others, last] = [await linkFor(person.id), await linkFor(other.id), await linkFor(person.id)];
    expectProblem((await service.signIn({ token: tokenOf(old.body.enlace) })).answer, 'no-autorizado');
    for (const { body } of [others, last])
      expect((await service.signIn({ token: tokenOf(body.enlace) })).answer.status).toBe(200);
  });
});

describe('the last active admin', () => {
  it('can be neither deactivated nor demoted, also by two requests at once', async () => {
    await using alone = await openPeople();
    const cookie = await alone.asFirstAdmin();
    const first = await alone.whoIs(cookie);
    const patch = (id: number, body: unknown, as = cookie) =>
      alone.call('PATCH', `/api/personas/${id}`, { cookie: as, body });
    expectProblem(await patch(first.id, { activo: false }), 'datos-invalidos', ['activo']);
    expectProblem(await patch(first.id, { rol: 'operador' }), 'datos-invalidos', ['rol']);
    expect(await alone.whoIs(cookie)).toEqual(first);

    const second = await alone.addSignedIn('admin', 'segunda@ejemplo.com');
    const both = await Promise.all([
      patch(first.id, { rol: 'operador' }),
      patch(second.person.id, { activo: false }, second.cookie),
    ]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 400]);
  });
});
