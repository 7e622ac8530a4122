import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { route, startApp } from './testing/start-app.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

it('tells of refused orders once a second, of every one, and of none once they have ceased', async () => {
  const full = { isOpen: () => false, enter: () => () => {}, begin: () => {} };
  const orders = route('post', '/pedidos', (_req, res) => res.json({}), { body: true, bounded: true });
  await using app = await startApp([orders], { admission: full });
  const refuse = async (times: number) => {
    for (let nth = 0; nth < times; nth += 1) expect((await app.post('/pedidos', {})).status).toBe(503);
  };
  const told = () => app.lines().flatMap(({ refused }) => (refused === undefined ? [] : [refused]));

  await refuse(3);
  expect(told()).toEqual([1]);
  vi.advanceTimersByTime(1_000);
  expect(told()).toEqual([1, 2]);
  await refuse(1);
  vi.advanceTimersByTime(1_000);
  expect(told()).toEqual([1, 2, 1]);
  vi.advanceTimersByTime(60_000);
  expect(told()).toEqual([1, 2, 1]);
  await refuse(1);
  expect(told()).toEqual([1, 2, 1, 1]);
});
