import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express, { type ErrorRequestHandler } from 'express';
import { expect, it } from 'vitest';
import type { PeopleRepository } from './people-repository.ts';
import type { SessionOwner } from './person.ts';
import { beginSession, createSession } from './session.ts';

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
    createSession(people as PeopleRepository, { secret: 'x'.repeat(24), now: () => 0 }),
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
