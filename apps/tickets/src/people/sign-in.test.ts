import { describe, expect, it } from 'vitest';
import type { Account, SessionOwner } from './person.ts';
import { signIn } from './sign-in.ts';
import { createSignInThrottle } from './sign-in-throttle.ts';

describe('sign in', () => {
  const owner: SessionOwner = {
    person: { id: 7, nombre: 'Ana', rol: 'operador' },
    tvLinkId: null,
    generation: 1,
  };
  const device = { secret: undefined, agent: null, address: '10.0.0.1', nameFor: () => undefined };
  const account: Account = { owner, active: true, email: 'ana@ejemplo.com', passwordHash: 'hash of right' };

  /** Everything about signing in but the real hashes; `compared` and `failures` tell what it did. */
  function door(found: Account | undefined, codes?: string[]) {
    const compared: (string | null)[] = [];
    const failures: string[] = [];
    const recorded: object[] = [];
    const links = new Set(['enlace']);
    const deps = {
      people: {
        findAccount: async (email: string) => (email === 'ana@ejemplo.com' ? found : undefined),
        peekSignInLink: async (token: string) => (links.has(token) ? { personId: 7 } : undefined),
        useSignInLink: async (token: string) => (links.delete(token) ? owner : undefined),
        findTvLink: async () => undefined,
        bindTvLink: async () => undefined,
        findTv: async () => undefined,
      },
      passwords: {
        async verify(hash: string | null, password: string) {
          compared.push(hash);
          return hash === `hash of ${password}`;
        },
      },
      throttle: createSignInThrottle({ perAddress: 100, now: () => 0 }),
      secondFactor: {
        isOn: () => codes !== undefined,
        accept: async (_id: number, code: string) => codes?.shift() === code,
      },
      clock: { now: () => 0 },
      countFailure: async (address: string) => void failures.push(address),
      audit: {
        hashAccount: (email: string) => `hash of ${email}`,
        refusedSignIn: async (attempt: object) => void recorded.push(attempt),
      },
    };
    const attempt = (email: string, clave: string, codigo?: string) =>
      signIn(deps, { email, clave, codigo }, device);
    const byLink = (codigo?: string) => signIn(deps, { token: 'enlace', codigo }, device);
    return { attempt, byLink, deps, compared, failures, recorded };
  }

  it('knows the owner by email and password', async () => {
    const { attempt, failures, recorded } = door(account);
    expect(await attempt('ana@ejemplo.com', 'right')).toEqual({ owner, way: 'clave' });
    expect([failures, recorded]).toEqual([[], []]);
  });

  it.each([
    ['a wrong password', account, 'ana@ejemplo.com', 'wrong', 'hash of right'],
    ['an unknown email', account, 'nadie@ejemplo.com', 'right', null],
    ['a person without a password', { ...account, passwordHash: null }, 'ana@ejemplo.com', 'right', null],
    ['a deactivated person', { ...account, active: false }, 'ana@ejemplo.com', 'right', null],
  ])('refuses %s with one text, after one comparison', async (_what, found, email, clave, hash) => {
    const { attempt, compared, failures, recorded } = door(found);
    await expect(attempt(email, clave)).rejects.toMatchObject({
      slug: 'no-autorizado',
      message: 'El correo o la clave no son correctos.',
    });
    expect(compared).toEqual([hash]);
    expect(failures).toEqual(['10.0.0.1']);
    const personId = email === 'ana@ejemplo.com' ? 7 : null;
    const refused = {
      address: '10.0.0.1',
      way: 'clave',
      account: `hash of ${email}`,
      personId,
      limited: false,
    };
    expect(recorded).toEqual([refused]);
  });

  it.each(['ana@ejemplo.com', 'nadie@ejemplo.com'])(
    'compares nothing more for %s after 10 failures, not even the right password',
    async (email) => {
      const { attempt, compared, recorded } = door(account);
      for (let count = 0; count < 10; count += 1)
        await expect(attempt(email, 'wrong')).rejects.toMatchObject({ status: 401 });
      await expect(attempt(email, 'right')).rejects.toMatchObject({ status: 429 });
      expect(compared).toHaveLength(10);
      expect(recorded).toHaveLength(11);
      expect(recorded.at(-1)).toMatchObject({ account: `hash of ${email}`, limited: true });
    },
  );

  it('refuses a link of no use with a text of its own, and counts it', async () => {
    const { deps, failures, recorded } = door(account);
    await expect(signIn(deps, { token: 'nada' }, device)).rejects.toMatchObject({
      slug: 'no-autorizado',
      message: 'El enlace ya se usó, venció o fue revocado.',
    });
    expect(failures).toEqual(['10.0.0.1']);
    expect(recorded).toEqual([
      { address: '10.0.0.1', way: 'enlace', account: null, personId: null, limited: false },
    ]);
  });

  describe('of somebody with a second factor', () => {
    const missing = { slug: 'segundo-factor', status: 401 };

    it('asks for a code once the password is right, and not before', async () => {
      const { attempt, failures } = door(account, ['123456']);
      await expect(attempt('ana@ejemplo.com', 'wrong')).rejects.toMatchObject({ slug: 'no-autorizado' });
      await expect(attempt('ana@ejemplo.com', 'right')).rejects.toMatchObject(missing);
      expect(failures).toHaveLength(1);
      expect(await attempt('ana@ejemplo.com', 'right', '123456')).toEqual({ owner, way: 'clave' });
    });

    it('counts and records a wrong code, and takes none after five, however often the password is right', async () => {
      const { attempt, failures, recorded } = door(account, ['1', '2', '3', '4', '5', '6']);
      for (let count = 0; count < 5; count += 1) {
        await expect(attempt('ana@ejemplo.com', 'right')).rejects.toMatchObject(missing);
        await expect(attempt('ana@ejemplo.com', 'right', 'wrong')).rejects.toMatchObject(missing);
      }
      await expect(attempt('ana@ejemplo.com', 'right', '6')).rejects.toMatchObject({ status: 429 });
      expect(failures).toHaveLength(5);
      expect(recorded.at(-2)).toMatchObject({ personId: 7, limited: false });
      expect(recorded.at(-1)).toMatchObject({ personId: 7, limited: true });
    });

    it('forgets no wrong password before somebody is in', async () => {
      const { attempt } = door(account, []);
      for (let count = 0; count < 9; count += 1)
        await expect(attempt('ana@ejemplo.com', 'wrong')).rejects.toMatchObject({ status: 401 });
      await expect(attempt('ana@ejemplo.com', 'right')).rejects.toMatchObject(missing);
      await expect(attempt('ana@ejemplo.com', 'wrong')).rejects.toMatchObject({ status: 401 });
      await expect(attempt('ana@ejemplo.com', 'wrong')).rejects.toMatchObject({ status: 429 });
    });

    it('asks for a code before a link is used up', async () => {
      const { byLink } = door(account, ['123456', '123456']);
      await expect(byLink()).rejects.toMatchObject(missing);
      await expect(byLink('000000')).rejects.toMatchObject(missing);
      expect(await byLink('123456')).toEqual({ owner, way: 'enlace' });
    });
  });
});
