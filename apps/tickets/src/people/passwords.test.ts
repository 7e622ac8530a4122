import { availableParallelism } from 'node:os';
import { parseOptions } from '@node-rs/argon2';
import { expect, it } from 'vitest';
import { createSlots, nobodysHash, passwordCost, passwords } from './passwords.ts';

it('hashes with argon2id at the cost of OWASP, and with another salt each time', async () => {
  const [one, other] = await Promise.all([passwords.hash('una clave'), passwords.hash('una clave')]);
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(one).not.toBe(other);
  expect(await passwords.verify(one, 'una clave')).toBe(true);
  expect(await passwords.verify(one, 'una clave ')).toBe(false);
});

it('compares with a hash of the same cost when there is none, and is never right', async () => {
  const cost = parseOptions(nobodysHash);
  expect(cost).toMatchObject(passwordCost);
  expect(cost).toEqual(parseOptions(await passwords.hash('x')));
  expect(await passwords.verify(null, 'una clave')).toBe(false);
});

it('takes an ñ of one character and one of two for the same', async () => {
  expect(await passwords.verify(await passwords.hash('contrasen\u0303a'), 'contraseña')).toBe(true);
});

it('runs so many at once, the next in order of arrival, and refuses beyond the queue', async () => {
  const inSlot = createSlots({ slots: 2, mostWaiting: 2 });
  const ends: PromiseWithResolvers<string>[] = [];
  const begun: number[] = [];
  const start = (n: number) =>
    inSlot(() => {
      begun.push(n);
      ends[n] = Promise.withResolvers();
      return ends[n].promise;
    });
  const [first, second, third, fourth] = [0, 1, 2, 3].map(start);
  expect(begun).toEqual([0, 1]);
  await expect(start(4)).rejects.toMatchObject({ status: 503, headers: { 'Retry-After': '2' } });

  ends[1]?.reject(new Error('no'));
  await expect(second).rejects.toThrow('no');
  await expect.poll(() => begun).toEqual([0, 1, 2]);
  ends[0]?.resolve('a');
  expect(await first).toBe('a');
  ends[2]?.resolve('c');
  expect(await third).toBe('c');
  await expect.poll(() => begun).toEqual([0, 1, 2, 3]);
  ends[3]?.resolve('d');
  expect(await fourth).toBe('d');
  expect(await inSlot(async () => 'free again')).toBe('free again');
});

it('refuses a flood of passwords with 503 instead of hashing for a minute', async () => {
  const results = await Promise.allSettled(
    Array.from({ length: 60 }, () => passwords.verify(null, 'una clave')),
  );
  const refused = results.filter(({ status }) => status === 'rejected');
  const atOnce = Math.max(1, Math.min(3, availableParallelism() - 1));
  expect(refused).toHaveLength(60 - 50 - atOnce);
});
