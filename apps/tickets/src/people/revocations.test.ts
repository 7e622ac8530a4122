import type { Role } from '@relevo/contract';
import { createFakeClock } from '@relevo/testkit/clock';
import { expect, it } from 'vitest';
import { createSessionWatch } from './revocations.ts';
import { idleMs } from './session-lifetime.ts';

type Connection = { name: string; sessionId?: string; rol: Role };

/** A watch over these connections; `live` are the sessions that the database still has, with their idle end. */
function watchOver(connections: Connection[], live: Map<string, number>) {
  const clock = createFakeClock({ startAt: 0 });
  const [gone, asked, prolonged, errors] = [[], [], [], []] as [string[], string[][], string[][], string[]];
  const roles = new Map<string, Role>();
  let failure: Error | undefined;
  const people = {
    async liveSessions(sessionIds: readonly string[]) {
      asked.push([...sessionIds]);
      if (failure) throw failure;
      return sessionIds
        .filter((sessionId) => live.has(sessionId))
        .map((sessionId) => ({ sessionId, rol: roles.get(sessionId) ?? 'operador' }))
        .map((one) => ({ ...one, seenAt: (live.get(one.sessionId) ?? 0) - idleMs }));
    },
    async prolongSessions(sessionIds: readonly string[]) {
      prolonged.push([...sessionIds]);
    },
  };
  const watch = createSessionWatch<Connection>({
    people,
    clock,
    sessions: () => connections,
    onGone: ({ name }) => void gone.push(name),
    log: { error: (_fields, message) => void errors.push(message) },
  });
  return {
    gone,
    roles,
    asked,
    prolonged,
    errors,
    fail: (error?: Error) => {
      failure = error;
    },
    async second() {
      await clock.sleeping();
      clock.advance(1_000);
      await clock.sleeping();
    },
    [Symbol.asyncDispose]: () => watch[Symbol.asyncDispose](),
  };
}

const connections = [
  { name: 'tablet', sessionId: 'a', rol: 'operador' },
  { name: 'phone of the same session', sessionId: 'a', rol: 'operador' },
  { name: 'tv', sessionId: 'b', rol: 'operador' },
  { name: 'a service by its key', rol: 'operador' },
] satisfies Connection[];

it('checks all sessions with one query every second, and reports those that are over', async () => {
  const live = new Map([
    ['a', idleMs],
    ['b', idleMs],
  ]);
  await using watch = watchOver(connections, live);
  await watch.second();
  expect(watch.asked).toEqual([['a', 'b']]);
  expect(watch.gone).toEqual([]);
  live.delete('a');
  await watch.second();
  expect(watch.gone).toEqual(['tablet', 'phone of the same session']);
  expect(watch.prolonged).toEqual([]);
});

it('prolongs the sessions of connected boards, once they have aged', async () => {
  await using watch = watchOver(
    connections,
    new Map([
      ['a', idleMs - 2 * 60 * 60 * 1_000],
      ['b', idleMs],
    ]),
  );
  await watch.second();
  expect(watch.prolonged).toEqual([['a']]);
});

it('asks nothing while nobody is connected', async () => {
  await using watch = watchOver([{ name: 'a service by its key', rol: 'operador' }], new Map());
  await watch.second();
  expect(watch.asked).toEqual([]);
});

it('cuts nobody when the sessions cannot be read, and looks again', async () => {
  await using watch = watchOver(connections, new Map());
  watch.fail(new Error('disk'));
  await watch.second();
  expect(watch.gone).toEqual([]);
  expect(watch.errors).toHaveLength(1);
  watch.fail();
  await watch.second();
  expect(watch.gone).toHaveLength(3);
});

it('reports those whose role is another now', async () => {
  const live = new Map([
    ['a', idleMs],
    ['b', idleMs],
  ]);
  await using watch = watchOver(connections, live);
  await watch.second();
  expect(watch.gone).toEqual([]);
  watch.roles.set('a', 'lectura');
  await watch.second();
  expect(watch.gone).toEqual(['tablet', 'phone of the same session']);
});
