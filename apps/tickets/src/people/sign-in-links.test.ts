import { SettingsError } from '@relevo/service-kit';
import { tempDir } from '@relevo/testkit/temp-dir';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { openTicketStorage } from '../db/database.ts';
import { readSettings } from '../settings.ts';
import { createPeopleRepository } from './people-repository.ts';
import type { SessionOwner } from './person.ts';
import { announceSignIn } from './sign-in-links.ts';
import { openPeople, type People, tokenOf } from './testing/start-people.ts';

const env = { ADMIN_EMAIL: 'Jefa@Ejemplo.com', ADMIN_PASSWORD: 'la primera clave' };
const credentials = { email: 'jefa@ejemplo.com', clave: 'la primera clave' };

it('makes the admin of the settings, who signs in with the password', async () => {
  await using service = await openPeople({ env });
  const { answer, cookie } = await service.signIn(credentials);
  expect(answer.body.operador).toEqual({ id: expect.any(Number), nombre: 'Administrador', rol: 'admin' });
  const { personas } = (await service.call('GET', '/api/personas', { cookie })).body;
  expect(personas).toMatchObject([{ email: 'jefa@ejemplo.com', tiene_clave: true }]);
});

it('never resets one that is there: neither password, nor role, nor activity', async () => {
  using dir = tempDir();
  {
    await using service = await openPeople({ env, dir: dir.path });
    const { cookie, answer } = await service.signIn(credentials);
    const path = `/api/personas/${answer.body.operador.id}`;
    await service.add('admin', 'otra@ejemplo.com');
    const body = { nombre: 'Marta', clave: 'una clave propia', rol: 'operador' };
    expect((await service.call('PATCH', path, { cookie, body })).status).toBe(200);
  }
  await using service = await openPeople({
    env: { ...env, ADMIN_PASSWORD: 'otra de las settings' },
    dir: dir.path,
  });
  expect((await service.signIn(credentials)).answer.status).toBe(401);
  const own = await service.signIn({ ...credentials, clave: 'una clave propia' });
  expect(own.answer.body.operador).toMatchObject({ nombre: 'Marta', rol: 'operador' });
});

it('makes no second one once the first has another email', async () => {
  using dir = tempDir();
  {
    await using service = await openPeople({ env, dir: dir.path });
    const { cookie, answer } = await service.signIn(credentials);
    const path = `/api/personas/${answer.body.operador.id}`;
    const body = { email: 'marta@ejemplo.com', clave: 'una clave propia' };
    expect((await service.call('PATCH', path, { cookie, body })).status).toBe(200);
  }
  await using service = await openPeople({ env, dir: dir.path });
  expect((await service.signIn(credentials)).answer.status).toBe(401);
  const { cookie } = await service.signIn({ email: 'marta@ejemplo.com', clave: 'una clave propia' });
  const { personas } = (await service.call('GET', '/api/personas', { cookie })).body;
  expect(personas).toMatchObject([{ email: 'marta@ejemplo.com' }]);
});

it.each([
  [
    'another email in the settings',
    'otra@ejemplo.com',
    (service: People, email: string) => service.signIn({ ...credentials, email }),
  ],
  [
    'a link for the first admin',
    env.ADMIN_EMAIL,
    async (service: People) => ({ cookie: await service.asFirstAdmin() }),
  ],
])('leads back in with %s when the only admin is inactive', async (_what, email, comeIn) => {
  using dir = tempDir();
  const { databaseFile } = await (async () => {
    await using service = await openPeople({ env, dir: dir.path });
    return service;
  })();
  // No request can do this: the last active admin stays one.
  new Database(databaseFile).exec('UPDATE people SET active = 0').close();
  await using service = await openPeople({ env: { ...env, ADMIN_EMAIL: email }, dir: dir.path });
  const { cookie } = await comeIn(service, email);
  expect(await service.whoIs(cookie)).toMatchObject({ nombre: 'Administrador', rol: 'admin' });
});

it.each([
  [{ ADMIN_EMAIL: 'jefa@ejemplo.com' }, ['ADMIN_PASSWORD']],
  [{ ADMIN_PASSWORD: 'la primera clave' }, ['ADMIN_EMAIL']],
  [{ ADMIN_EMAIL: 'jefa', ADMIN_PASSWORD: 'corta' }, ['ADMIN_EMAIL', 'ADMIN_PASSWORD']],
  [{ ADMIN_EMAIL: 'jefa@ejemplo.com', ADMIN_PASSWORD: 'corta', PORT: 'x' }, ['PORT', 'ADMIN_PASSWORD']],
])('stops the start over %j without telling the password', (variables, named) => {
  const failure = failureOf(variables);
  expect(failure.problems.map(({ variable }) => variable).toSorted()).toEqual(named.toSorted());
  expect(failure.message).not.toMatch(/corta|primera/);
});

function failureOf(variables: Record<string, string>): SettingsError {
  try {
    readSettings(variables);
  } catch (error) {
    if (error instanceof SettingsError) return error;
  }
  throw new Error('the settings were taken');
}

it('signs the same first admin in with every link, and makes no second one', async () => {
  await using service = await openPeople();
  const owners = [];
  for (let count = 0; count < 3; count += 1) {
    const { answer } = await service.signIn({ token: tokenOf(await service.signInLink()) });
    owners.push(answer.body.operador);
  }
  expect(owners[0]).toMatchObject({ nombre: 'Administrador', rol: 'admin' });
  expect(owners).toEqual([owners[0], owners[0], owners[0]]);
});

it.each([
  ['at every start in development', false, 3],
  ['in production until somebody has signed in', true, 2],
])('shows a link %s', async (_what, production, expected) => {
  let signedIn = false;
  const people = { addSignInLink: async () => 'added' as const, hasSignedIn: async () => signedIn };
  const told: string[] = [];
  for (const before of [false, false, true]) {
    signedIn = before;
    const options = { production, now: 0 };
    await announceSignIn({ people, url: 'http://127.0.0.1:4001' }, options, (link) => void told.push(link));
  }
  expect(told).toHaveLength(expected);
  // In production the address of the board is not known.
  const place = production ? '' : 'http://127.0.0.1:4001';
  for (const link of told) expect(link.slice(0, -32)).toBe(`${place}/entrar#`);
});

it.each([
  [
    'an hour in production, and is called what it is',
    true,
    1,
    /^This is the first admin's sign-in link: .*within 1 h/,
  ],
  ['a day in development', false, 24, /^Sign in to the board, once, within 24 h, with http/],
])('lives for %s', async (_what, production, hours, line) => {
  const expiries: number[] = [];
  const people = {
    addSignInLink: async ({ expiresAt }: { expiresAt: number }) => {
      expiries.push(expiresAt);
      return 'added' as const;
    },
    hasSignedIn: async () => false,
  };
  const told: string[] = [];
  await announceSignIn({ people, url: 'http://127.0.0.1:4001' }, { production, now: 5_000 }, (link, text) =>
    told.push(link, text),
  );
  expect(expiries).toEqual([5_000 + hours * 60 * 60 * 1_000]);
  expect(told[1]).toMatch(line);
  expect(told[1]).toContain(told[0]);
});

it('knows that somebody has signed in, by whatever way, but for a TV', async () => {
  using dir = tempDir();
  await using storage = await openTicketStorage(`file:${dir.path}/tickets.db`);
  const people = createPeopleRepository(storage);
  const { id } = await people.addTvLink({ nombre: 'Salón', token: 'tv', now: 0 });
  const device = { secret: 'secret', agent: null, address: null };
  await people.addSession('tv', (await people.bindTvLink(id, device, 0)) as SessionOwner, 0);
  expect(await people.hasSignedIn()).toBe(false);
  await people.addSignInLink({ token: 'link', expiresAt: 1, personId: null, now: 0 });
  await people.addSession('person', (await people.useSignInLink('link', 0)) as SessionOwner, 0);
  expect(await people.hasSignedIn()).toBe(true);
});
