import { createFakeClock } from '@relevo/testkit/clock';
import { expectProblem } from '@relevo/testkit/problems';
import { tempDir } from '@relevo/testkit/temp-dir';
import Database from 'better-sqlite3';
import { afterAll, describe, expect, it } from 'vitest';
import { theService } from '../audit/audit-procedures.ts';
import { bytesOf } from '../audit/testing/account-acts.ts';
import { openTicketStorage } from '../db/database.ts';
import { openPeople, type People, password, tokenOf } from '../people/testing/start-people.ts';
import { openSecondFactors } from './second-factor.ts';
import { codeOf, stepOf } from './totp.ts';

const stepMs = 30_000;
const clock = createFakeClock({ startAt: Date.now(), realSleep: true });
const service = await openPeople({ clock });
afterAll(() => service[Symbol.asyncDispose]());

/** The app on somebody's phone. */
function appWith(secret: string) {
  return () => codeOf(bytesOf(secret), stepOf(clock.now()));
}

/** Turns a second factor on. Then its first code is used. */
async function turnOn(cookie: string, people: People = service) {
  const post = (path: string, body?: object) => people.call('POST', path, { cookie, body });
  const { body: begun } = await post('/api/cuenta/segundo-factor');
  const code = appWith(begun.secreto);
  const { status, body } = await post('/api/cuenta/segundo-factor/confirmacion', { codigo: code() });
  expect(status).toBe(200);
  return { code, codes: body.codigos as string[], begun };
}

describe('a second factor', () => {
  it('counts once its first code was right, and comes with ten one-time codes', async () => {
    const { cookie, person } = await service.addSignedIn('admin', 'ana@ejemplo.com');
    const post = (path: string, body?: object) => service.call('POST', path, { cookie, body });
    const signIn = { email: 'ana@ejemplo.com', clave: password };
    const { body: begun } = await post('/api/cuenta/segundo-factor');
    expect(begun.uri).toContain(begun.secreto);
    const wrong = await post('/api/cuenta/segundo-factor/confirmacion', { codigo: '000000' });
    expectProblem(wrong, 'datos-invalidos', ['codigo']);
    expect((await service.signIn(signIn)).answer.status).toBe(200);

    const { codes } = await turnOn(cookie);
    expect(new Set(codes).size).toBe(10);
    for (const one of codes) expect(one).toMatch(/^[a-z2-7]{4}(-[a-z2-7]{4}){3}$/);
    expectProblem((await service.signIn(signIn)).answer, 'segundo-factor');
    const { body: account } = await service.call('GET', '/api/cuenta', { cookie });
    expect(account.segundo_factor).toEqual({
      desde: new Date(clock.now()).toISOString(),
      codigos_restantes: 10,
    });
    const { personas } = (await service.call('GET', '/api/personas', { cookie })).body;
    expect(personas.find(({ id }: { id: number }) => id === person.id).segundo_factor).toBe(true);
    expectProblem(await post('/api/cuenta/segundo-factor'), 'datos-invalidos', ['codigo']);
  });

  it('takes each code once: of the app, the one before it neither; and each one-time code', async () => {
    const { cookie } = await service.addSignedIn('operador', 'beto@ejemplo.com');
    const { code, codes } = await turnOn(cookie);
    const signIn = async (codigo: string) =>
      (await service.signIn({ email: 'beto@ejemplo.com', clave: password, codigo })).answer.status;
    const first = code();
    expect(await signIn(first)).toBe(401);
    clock.advance(stepMs);
    expect(await signIn(`${code().slice(0, 3)} ${code().slice(3)}`)).toBe(200);
    expect([await signIn(code()), await signIn(first)]).toEqual([401, 401]);
    const [once = ''] = codes;
    expect([await signIn(once.toUpperCase()), await signIn(once)]).toEqual([200, 401]);
    const { body } = await service.call('GET', '/api/cuenta', { cookie });
    expect(body.segundo_factor.codigos_restantes).toBe(9);
    clock.advance(stepMs);
    const both = await Promise.all([signIn(code()), signIn(code())]);
    expect(both.toSorted()).toEqual([200, 401]);
  });

  it('is asked for before a link is used up', async () => {
    const { cookie, person } = await service.addSignedIn('operador', 'carla@ejemplo.com');
    const { codes } = await turnOn(cookie);
    const link = await service.call('POST', `/api/personas/${person.id}/enlace`, {
      cookie: await service.asFirstAdmin(),
    });
    const token = tokenOf(link.body.enlace);
    expectProblem((await service.signIn({ token })).answer, 'segundo-factor');
    expectProblem((await service.signIn({ token, codigo: '000000' })).answer, 'segundo-factor');
    expect((await service.signIn({ token, codigo: codes[0] })).answer.status).toBe(200);
  });

  it('is taken off by its owner with a code, within a fresh sign-in', async () => {
    const { cookie } = await service.addSignedIn('operador', 'dora@ejemplo.com');
    const { codes } = await turnOn(cookie);
    const off = (codigo?: string) =>
      service.call('POST', '/api/cuenta/segundo-factor/baja', { cookie, body: { codigo } });
    expectProblem(await off(), 'datos-invalidos', ['codigo']);
    expectProblem(await off('000000'), 'segundo-factor');
    clock.advance(16 * 60_000);
    expectProblem(await off(codes[0]), 'entrada-reciente');
    const body = { clave: password, codigo: codes[1] };
    await service.call('POST', '/api/sesion/confirmacion', { cookie, body });
    expect((await off(codes[0])).status).toBe(204);
    const { status } = (await service.signIn({ email: 'dora@ejemplo.com', clave: password })).answer;
    expect(status).toBe(200);
  });

  it('is taken off by an admin, which the audit log tells', async () => {
    const { cookie, person } = await service.addSignedIn('operador', 'eva@ejemplo.com');
    await turnOn(cookie);
    const path = `/api/personas/${person.id}/segundo-factor`;
    const by = (who: string) => service.call('DELETE', path, { cookie: who });
    expectProblem(await by(cookie), 'prohibido');
    const admin = await service.asFirstAdmin();
    expect((await by(admin)).status).toBe(204);
    expectProblem(await by(admin), 'no-encontrado');
    const { entradas } = (await service.call('GET', `/api/auditoria?persona=${person.id}`, { cookie: admin }))
      .body;
    const acts = entradas.map(({ accion }: { accion: string }) => accion);
    expect(acts.slice(0, 2)).toEqual(['segundo-factor-quitado', 'segundo-factor-activado']);
  });

  it('is not taken off by the session of its owner alone, though they are an admin', async () => {
    const { cookie, person } = await service.addSignedIn('admin', 'gabi@ejemplo.com');
    await turnOn(cookie);
    const off = await service.call('DELETE', `/api/personas/${person.id}/segundo-factor`, { cookie });
    expectProblem(off, 'prohibido');
    const { body } = await service.call('GET', '/api/cuenta', { cookie });
    expect(body.segundo_factor).not.toBeNull();
  });

  it('is asked for, beside the password, of whoever confirms who they are', async () => {
    const { cookie } = await service.addSignedIn('operador', 'hugo@ejemplo.com');
    const { codes } = await turnOn(cookie);
    const confirm = (body: object) => service.call('POST', '/api/sesion/confirmacion', { cookie, body });
    const isFresh = async () =>
      (await service.call('GET', '/api/cuenta', { cookie })).body.reciente_hasta !== null;
    clock.advance(16 * 60_000);
    expectProblem(await confirm({ clave: password }), 'segundo-factor');
    expectProblem(await confirm({ clave: password, codigo: '000000' }), 'segundo-factor');
    expectProblem(await confirm({ codigo: codes[0] }), 'datos-invalidos', ['clave']);
    const changed = { anterior: password, clave: 'otra clave larga 2027' };
    expect((await service.call('PUT', '/api/cuenta/clave', { cookie, body: changed })).status).toBe(200);
    expect(await isFresh()).toBe(false);
    expect((await confirm({ clave: changed.clave, codigo: codes[0] })).status).toBe(200);
    expect(await isFresh()).toBe(true);
  });

  it('gets new one-time codes in the place of those of before', async () => {
    const { cookie } = await service.addSignedIn('operador', 'fede@ejemplo.com');
    const { codes } = await turnOn(cookie);
    const renew = (codigo?: string) =>
      service.call('POST', '/api/cuenta/segundo-factor/codigos', { cookie, body: { codigo } });
    expectProblem(await renew(), 'datos-invalidos', ['codigo']);
    expectProblem(await renew('000000'), 'segundo-factor');
    const { body } = await renew(codes[0]);
    const signIn = async (codigo?: string) =>
      (await service.signIn({ email: 'fede@ejemplo.com', clave: password, codigo })).answer.status;
    expect([await signIn(codes[1]), await signIn(body.codigos[1])]).toEqual([401, 200]);
  });
});

it('takes a code that two ask with at the same moment from one of them', async () => {
  using folder = tempDir();
  await using storage = await openTicketStorage(`file:${folder.at('tickets.db')}`);
  const person = { name: 'Ana', role: 'admin', email: null, passwordHash: null } as const;
  const added = await storage.write('addPerson', { person, now: clock.now(), by: theService });
  const personId = added.kind === 'added' ? added.member.id : 0;
  const factors = await openSecondFactors(storage, { secrets: ['x'.repeat(24)], log: { warn: () => {} } });
  const begun = await factors.begin(personId, 'Ana');
  const code = () => codeOf(bytesOf(begun?.secret ?? ''), stepOf(clock.now()));
  const codes = await factors.activate({ personId, code: code(), now: clock.now(), by: theService });
  clock.advance(stepMs);
  for (const one of [code(), codes?.[0]?.replaceAll('-', '') ?? '']) {
    const both = [one, one].map((each) => factors.accept(personId, each, clock.now()));
    expect((await Promise.all(both)).toSorted()).toEqual([false, true]);
  }
});

it('is stored so that a copy of the database alone gives no code, and outlives a change of SESSION_SECRET', async () => {
  using folder = tempDir();
  const [old, young] = ['o'.repeat(24), 'y'.repeat(24)];
  const open = (SESSION_SECRET: string) => openPeople({ dir: folder.path, clock, env: { SESSION_SECRET } });
  const credentials = { email: 'ana@ejemplo.com', clave: password };
  let code = () => '';
  const under = async (secrets: string) => {
    await using people = await open(secrets);
    clock.advance(2 * stepMs);
    return (await people.signIn({ ...credentials, codigo: code() })).answer.status;
  };
  {
    await using people = await open(old);
    const { cookie } = await people.addSignedIn('admin', credentials.email);
    const { begun, codes, ...on } = await turnOn(cookie, people);
    code = on.code;
    const db = new Database(people.databaseFile, { readonly: true });
    const stored = JSON.stringify([
      ...db.prepare('SELECT * FROM second_factors').all(),
      ...db.prepare('SELECT * FROM one_time_codes').all(),
    ]);
    db.close();
    for (const secret of [begun.secreto, ...codes, ...codes.map((one) => one.replaceAll('-', ''))])
      expect(stored).not.toContain(secret);
  }
  expect(await under(`${young},${old}`)).toBe(200);
  // Sealed anew at that start: the one of before may go.
  expect(await under(young)).toBe(200);
  expect(await under('z'.repeat(24))).toBe(401);
});
