import { parseOptions } from '@node-rs/argon2';
import { expect, it } from 'vitest';
import { nobodysHash, passwordCost, passwords } from './passwords.ts';

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
