import type { Clock } from '@relevo/service-kit';
import { connectSocket } from '@relevo/testkit/boards';
import Database from 'better-sqlite3';
import type { Socket } from 'socket.io-client';
import { afterAll, expect, it, vi } from 'vitest';
import { password, startPeople, tokenOf } from './testing/start-people.ts';

// Its waits have no end, so nothing is found by looking again: what is cut is cut by a notice.
const withoutLooks: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: (_ms, signal) =>
    new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
};
const service = await startPeople({ clock: withoutLooks });
afterAll(() => service[Symbol.asyncDispose]());
const admin = await service.asFirstAdmin();

/** A board that is connected by this session. */
async function connect(cookie: string, url = service.url): Promise<Socket & AsyncDisposable> {
  const socket = await connectSocket(url, { headers: { Cookie: cookie } }, () => {}, { reconnection: false });
  return Object.assign(socket, { [Symbol.asyncDispose]: async () => void socket.disconnect() });
}

/** The boards of three tabs of one browser. */
async function threeTabs(
  cookie: string,
  url = service.url,
): Promise<{ sockets: Socket[] } & AsyncDisposable> {
  const stack = new AsyncDisposableStack();
  const sockets = [];
  for (let tab = 1; tab <= 3; tab += 1) sockets.push(stack.use(await connect(cookie, url)));
  return { sockets, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

/** How many milliseconds it took until all sockets were cut, from before `act`. */
async function cutAfter(sockets: readonly Socket[], act: () => unknown): Promise<number> {
  let last = 0;
  for (const socket of sockets)
    socket.once('disconnect', () => {
      last = performance.now();
    });
  const from = performance.now();
  await act();
  await vi.waitFor(() => expect(sockets.filter(({ connected }) => connected)).toEqual([]), 10_000);
  return last - from;
}

const change = (id: number, body: unknown, cookie = admin) =>
  service.call('PATCH', `/api/personas/${id}`, { cookie, body });

let people = 0;
const newOperator = () => {
  people += 1;
  return service.addSignedIn('operador', `operador-${people}@ejemplo.com`);
};

it.each([
  ['signs out', ({ cookie }) => service.call('DELETE', '/api/sesion', { cookie })],
  ['is deactivated', ({ person }) => change(person.id, { activo: false })],
  ['gets another role', ({ person }) => change(person.id, { rol: 'lectura' })],
  ['gets another password', ({ person }) => change(person.id, { clave: 'otra clave larga' })],
  [
    'signs in again in the same browser',
    ({ cookie, person }) => service.signIn({ email: person.email ?? '', clave: password }, { cookie }),
  ],
] satisfies [string, (one: Awaited<ReturnType<typeof newOperator>>) => unknown][])(
  'cuts all sockets of whoever %s, within a second, and nobody else’s',
  async (_what, act) => {
    const [one, other] = [await newOperator(), await newOperator()];
    await using tabs = await threeTabs(one.cookie);
    await using others = await connect(other.cookie);
    expect(await cutAfter(tabs.sockets, () => act(one))).toBeLessThan(1_000);
    expect(others.connected).toBe(true);
  },
);

it.each(['', '/dispositivo'])('cuts a TV within a second of its link’s end: DELETE :id%s', async (what) => {
  const { id, enlace } = (
    await service.call('POST', '/api/enlaces-tv', { cookie: admin, body: { nombre: 'Salón' } })
  ).body;
  const { cookie } = await service.signIn({ token: tokenOf(enlace) });
  await using tabs = await threeTabs(cookie);
  const revoke = () => service.call('DELETE', `/api/enlaces-tv/${id}${what}`, { cookie: admin });
  expect(await cutAfter(tabs.sockets, revoke)).toBeLessThan(1_000);
});

it('keeps the socket of the session with which an admin changes their own password', async () => {
  const { person, cookie } = await service.addSignedIn('admin', 'propia@ejemplo.com');
  const other = await service.signIn({ email: 'propia@ejemplo.com', clave: password });
  await using own = await connect(cookie);
  await using tabs = await threeTabs(other.cookie);
  await cutAfter(tabs.sockets, () => change(person.id, { clave: 'una clave nueva' }, cookie));
  expect(own.connected).toBe(true);
});

it('finds a session that was ended outside of this process', async () => {
  await using looking = await startPeople();
  await using tabs = await threeTabs(await looking.asFirstAdmin(), looking.url);
  const took = await cutAfter(tabs.sockets, () => {
    const db = new Database(looking.databaseFile, { timeout: 5_000 });
    db.prepare('DELETE FROM sessions').run();
    db.close();
  });
  // One look a second, and what a busy machine adds to it.
  expect(took).toBeLessThan(2_000);
});
