import { tempDir } from '@relevo/testkit/temp-dir';
import { afterAll, describe, expect, it } from 'vitest';
import { openTicketStorage } from '../db/database.ts';
import { createPeopleRepository } from './people-repository.ts';
import type { SessionOwner } from './person.ts';
import { expiredKeptMs, idleMs, longestMs } from './session-lifetime.ts';

const dir = tempDir();
const storage = await openTicketStorage(`file:${dir.path}/tickets.db`);
const people = createPeopleRepository(storage);
afterAll(async () => {
  await storage[Symbol.asyncDispose]();
  dir[Symbol.dispose]();
});

async function ownerOf(email: string): Promise<SessionOwner> {
  const person = { name: 'Ana', role: 'operador', email, passwordHash: 'hash' } as const;
  await people.addPerson(person, 0);
  return ownerNow(email);
}

async function ownerNow(email: string): Promise<SessionOwner> {
  const account = await people.findAccount(email);
  if (!account) throw new Error('no such account');
  return account.owner;
}

describe('a session', () => {
  it('that was being created while the password changed is not valid', async () => {
    const early = await ownerOf('carrera@ejemplo.com');
    const changed = await people.changePerson(
      early.person.id ?? 0,
      { passwordHash: 'new' },
      { keepSession: '', now: 0 },
    );
    expect(changed).toMatchObject({ kind: 'changed', ended: [] });
    await people.addSession('late', early, 0);
    expect(await people.findSession('late', 1)).toBeUndefined();
    await people.addSession('new', await ownerNow('carrera@ejemplo.com'), 0);
    expect(await people.findSession('new', 1)).toMatchObject({ person: { nombre: 'Ana' } });
  });

  it('that has ended does not come back by being used', async () => {
    const owner = await ownerOf('usada@ejemplo.com');
    await people.addSession('used', owner, 0);
    await people.deleteSession('used');
    await people.prolongSessions(['used'], 1);
    expect(await people.findSession('used', 1)).toBeUndefined();
    await people.addSession('idle', owner, 0);
    await people.prolongSessions(['idle'], idleMs);
    expect(await people.findSession('idle', idleMs)).toBeUndefined();
  });

  it('is prolonged up to its last end', async () => {
    await people.addSession('long', await ownerOf('larga@ejemplo.com'), 0);
    for (let now = 0; now < longestMs; now += idleMs - 1) await people.prolongSessions(['long'], now);
    expect(await people.findSession('long', longestMs - 1)).toMatchObject({ expiresAt: longestMs });
    expect(await people.findSession('long', longestMs)).toBeUndefined();
  });

  it('is valid again after a clock that was days ahead, though somebody signed in meanwhile', async () => {
    const owner = await ownerOf('adelantada@ejemplo.com');
    await people.addSession('before', owner, 0);
    const ahead = idleMs + 1;
    expect(await people.findSession('before', ahead)).toBeUndefined();
    await people.addSession('meanwhile', owner, ahead);
    expect(await people.findSession('before', 1_000)).toMatchObject({ person: { nombre: 'Ana' } });
    await storage.write('forgetSessions', { now: idleMs + expiredKeptMs - 1 });
    expect(await people.findSession('before', 1_000)).toBeDefined();
    await storage.write('forgetSessions', { now: idleMs + expiredKeptMs });
    expect(await people.findSession('before', 1_000)).toBeUndefined();
    expect(await people.findSession('meanwhile', ahead)).toBeDefined();
  });

  it('is found among many by one question', async () => {
    const owner = await ownerOf('muchas@ejemplo.com');
    await Promise.all(['one', 'two', 'three'].map((id) => people.addSession(id, owner, 0)));
    await people.deleteSession('two');
    const live = await people.liveSessions(['one', 'two', 'three', 'unknown'], 1);
    expect(live.map(({ sessionId }) => sessionId).toSorted()).toEqual(['one', 'three']);
    expect(await people.liveSessions(['one', 'three'], idleMs)).toEqual([]);
  });
});

it('allows one person per email, whoever is first', async () => {
  const person = { name: 'Eva', role: 'lectura', email: 'igual@ejemplo.com', passwordHash: null } as const;
  const all = await Promise.all([people.addPerson(person, 0), people.addPerson(person, 0)]);
  expect(all.map(({ kind }) => kind)).toEqual(['added', 'email-taken']);
});
