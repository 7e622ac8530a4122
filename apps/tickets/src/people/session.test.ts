import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tempDir } from '@relevo/testkit/temp-dir';
import express, { type ErrorRequestHandler } from 'express';
import { describe, expect, it } from 'vitest';
import type { PeopleRepository } from './people-repository.ts';
import type { SessionOwner } from './person.ts';
import { beginSession, createSession, createSessionNames } from './session.ts';
import { openPeople } from './testing/start-people.ts';

const owner: SessionOwner = {
  person: { id: 7, nombre: 'Ana', rol: 'operador' },
  tvLinkId: null,
  generation: 1,
};

/** Signs in on a store that stores with `addSession`, and counts what is asked of it. */
async function signInOn(addSession: () => Promise<void>) {
  const calls: string[] = [];
  const people: Pick<PeopleRepository, 'findSession' | 'addSession' | 'prolongSessions' | 'deleteSession'> = {
    findSession: async () => undefined,
    addSession() {
      calls.push('add');
      return addSession();
    },
    prolongSessions: async () => void calls.push('prolong'),
    deleteSession: async () => void calls.push('delete'),
  };
  const errors: unknown[] = [];
  const app = express().use(
    createSession(people as PeopleRepository, { secrets: ['x'.repeat(24)], now: () => 0 }),
  );
  app.post('/', async (request, response) => {
    await beginSession(request, owner, { way: 'clave', desde: '10.0.0.1' });
    response.json({});
  });
  const keep: ErrorRequestHandler = (error, _request, response, _next) => {
    errors.push(error);
    if (!response.headersSent) response.status(503).json({});
  };
  const server = app.use(keep).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { status } = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST' });
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
  return { status, calls, errors };
}

it('stores a new session once', async () => {
  const { status, calls, errors } = await signInOn(async () => {});
  expect(status).toBe(200);
  expect(calls.filter((call) => call === 'add')).toHaveLength(1);
  expect(errors).toEqual([]);
});

it('does not say that somebody is signed in whose session was not stored', async () => {
  const { status, errors } = await signInOn(() => Promise.reject(new Error('disk full')));
  expect(status).toBe(503);
  expect(errors[0]).toMatchObject({ message: 'disk full' });
});

describe('a session secret', () => {
  const [old, young] = ['o'.repeat(24), 'y'.repeat(24)];

  it('is changed without signing anybody out, as long as the one before stays in the list', async () => {
    using folder = tempDir();
    const open = (SESSION_SECRET: string) => openPeople({ dir: folder.path, env: { SESSION_SECRET } });
    const cookies: string[] = [];
    const signInUnder = async (secrets: string) => {
      await using service = await open(secrets);
      const known = await Promise.all(cookies.map(async (cookie) => Boolean(await service.whoIs(cookie))));
      cookies.push(await service.asFirstAdmin());
      return known;
    };
    expect(await signInUnder(old)).toEqual([]);
    expect(await signInUnder(`${young},${old}`)).toEqual([true]);
    expect(await signInUnder(young)).toEqual([false, true]);
  });
});

describe('requests of a session', () => {
  const env = { RATE_LIMIT_PER_SESSION: '3', RATE_LIMIT_ANONYMOUS: '6', SESSION_SECRET: 'x'.repeat(24) };

  it('are told apart by the cookie that the service has made, and no other', async () => {
    await using service = await openPeople({ env });
    const [one, other] = [await service.asFirstAdmin(), await service.asFirstAdmin()];
    const nameOf = createSessionNames(['the secret of today'.repeat(2), env.SESSION_SECRET]);
    const name = (cookie: string) => nameOf({ headers: { cookie } });
    expect(name(one)).toMatch(/^[\w-]{32}$/);
    expect(name(`a=b; ${one}; c=d`)).toBe(name(one));
    expect(name(one)).not.toBe(name(other));
    const forged = [
      one.slice(0, -1),
      `${one}A`,
      one.replace('relevo=', 'relev='),
      'relevo=s%3Aabc.def',
      'relevo=%ff',
      'relevo=',
      '',
    ];
    expect(forged.map(name)).toEqual(forged.map(() => undefined));
    expect(createSessionNames(['y'.repeat(24)])({ headers: { cookie: one } })).toBeUndefined();
  });

  it('have a budget for each session, beside that of the address, and keys and probes have none', async () => {
    await using service = await openPeople({ env });
    const [one, other] = [await service.asFirstAdmin(), await service.asFirstAdmin()];
    const ask = async (cookie?: string, path = '/api/sesion') =>
      (await service.call('GET', path, { cookie })).status;
    for (let count = 0; count < 3; count += 1) expect(await ask(one)).toBe(200);
    const refused = await service.call('GET', '/api/tickets', { cookie: one });
    expect(refused.status).toBe(429);
    expect(refused.body).toMatchObject({ type: '/problemas/demasiadas-solicitudes' });
    expect(refused.headers.get('retry-after')).toMatch(/^(19|20)$/);
    expect(refused.headers.get('ratelimit-policy')).toBe('"por-sesion";q=3;w=60');
    expect(await ask(other)).toBe(200);

    // The two sign-ins had no session yet.
    const forged = 'relevo=s%3Aabc.def';
    for (let count = 0; count < 4; count += 1) expect(await ask(forged)).toBe(401);
    expect([await ask(forged), await ask(), await ask(undefined, '/nada')]).toEqual([429, 429, 429]);
    for (const path of ['/healthz', '/livez', '/health']) expect(await ask(undefined, path)).toBe(200);
    for (let count = 0; count < 10; count += 1) expect((await service.get('/api/tickets')).status).toBe(200);
    expect((await service.get('/api/tickets', { 'X-API-Key': 'a wrong one' })).status).toBe(429);
  });
});
