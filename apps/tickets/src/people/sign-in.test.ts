import { expect, it } from 'vitest';
import type { Account, SessionOwner } from './people-store.ts';
import { signIn } from './sign-in.ts';
import { createSignInThrottle } from './sign-in-throttle.ts';

const owner: SessionOwner = {
  person: { id: 7, nombre: 'Ana', rol: 'operador' },
  tvLinkId: null,
  generation: 1,
};
const account: Account = { owner, active: true, passwordHash: 'hash of right' };

/** Everything about signing in but the real hashes; `compared` and `failures` tell what it did. */
function door(found: Account | undefined) {
  const compared: (string | null)[] = [];
  const failures: string[] = [];
  const deps = {
    people: {
      findAccount: async (email: string) => (email === 'ana@ejemplo.com' ? found : undefined),
      useSignInLink: async () => undefined,
      findTvLink: async () => undefined,
    },
    passwords: {
      async verify(hash: string | null, password: string) {
        compared.push(hash);
        return hash === `hash of ${password}`;
      },
    },
    throttle: createSignInThrottle({ perAddress: 100 }),
    clock: { now: () => 0 },
    countFailure: async (address: string) => void failures.push(address),
  };
  const attempt = (email: string, clave: string) => signIn(deps, { email, clave }, '::ffff:10.0.0.1');
  return { attempt, deps, compared, failures };
}

it('knows the owner by email and password', async () => {
  const { attempt, failures } = door(account);
  expect(await attempt('ana@ejemplo.com', 'right')).toEqual(owner);
  expect(failures).toEqual([]);
});

it.each([
  ['a wrong password', account, 'ana@ejemplo.com', 'wrong', 'hash of right'],
  ['an unknown email', account, 'nadie@ejemplo.com', 'right', null],
  ['a person without a password', { ...account, passwordHash: null }, 'ana@ejemplo.com', 'right', null],
  ['a deactivated person', { ...account, active: false }, 'ana@ejemplo.com', 'right', null],
])('refuses %s with one text, after one comparison', async (_what, found, email, clave, hash) => {
  const { attempt, compared, failures } = door(found);
  await expect(attempt(email, clave)).rejects.toMatchObject({
    slug: 'no-autorizado',
    message: 'El correo o la clave no son correctos.',
  });
  expect(compared).toEqual([hash]);
  expect(failures).toEqual(['10.0.0.1']);
});

it.each(['ana@ejemplo.com', 'nadie@ejemplo.com'])(
  'compares nothing more for %s after 10 failures, not even the right password',
  async (email) => {
    const { attempt, compared } = door(account);
    for (let count = 0; count < 10; count += 1)
      await expect(attempt(email, 'wrong')).rejects.toMatchObject({ status: 401 });
    await expect(attempt(email, 'right')).rejects.toMatchObject({ status: 429 });
    expect(compared).toHaveLength(10);
  },
);

it('refuses a link of no use with a text of its own, and counts it', async () => {
  const { deps, failures } = door(account);
  await expect(signIn(deps, { token: 'nada' }, '10.0.0.1')).rejects.toMatchObject({
    slug: 'no-autorizado',
    message: 'El enlace ya se usó, venció o fue revocado.',
  });
  expect(failures).toEqual(['10.0.0.1']);
});
