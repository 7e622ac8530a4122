import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Account, SessionOwner } from './person.ts';
import { createSignInThrottle, signIn } from './sign-in.ts';

describe('sign in', () => {
  const owner: SessionOwner = {
    person: { id: 7, nombre: 'Ana', rol: 'operador' },
    tvLinkId: null,
    generation: 1,
  };
  const device = { secret: undefined, agent: null, address: '10.0.0.1' };
  const account: Account = { owner, active: true, passwordHash: 'hash of right' };

  /** Everything about signing in but the real hashes; `compared` and `failures` tell what it did. */
  function door(found: Account | undefined) {
    const compared: (string | null)[] = [];
    const failures: string[] = [];
    const recorded: object[] = [];
    const deps = {
      people: {
        findAccount: async (email: string) => (email === 'ana@ejemplo.com' ? found : undefined),
        useSignInLink: async () => undefined,
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
      throttle: createSignInThrottle({ perAddress: 100 }),
      clock: { now: () => 0 },
      countFailure: async (address: string) => void failures.push(address),
      audit: {
        hashAccount: (email: string) => `hash of ${email}`,
        refusedSignIn: async (attempt: object) => void recorded.push(attempt),
      },
    };
    const attempt = (email: string, clave: string) => signIn(deps, { email, clave }, device);
    return { attempt, deps, compared, failures, recorded };
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
});

describe('the limit of attempts', () => {
  const minuteMs = 60_000;
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const refused = { slug: 'demasiadas-solicitudes', status: 429 };

  describe('an account', () => {
    it('has 10 attempts in 15 minutes, from wherever they come', async () => {
      const throttle = createSignInThrottle({ perAddress: 1_000 });
      const attempt = (from: number) =>
        throttle.begin({ email: 'ana@ejemplo.com', address: `10.0.0.${from}` });
      for (let count = 1; count <= 10; count += 1) await attempt(count);
      const refusal = await attempt(99).catch((error) => error);
      expect(refusal).toMatchObject({ ...refused, headers: { 'Retry-After': '900' } });
      expect(refusal.headers.RateLimit).toBe('"entrada-por-cuenta";r=0;t=900');
      await throttle.begin({ email: 'otra@ejemplo.com', address: '10.0.0.99' });

      vi.advanceTimersByTime(15 * minuteMs - 1);
      await expect(attempt(99)).rejects.toMatchObject({ ...refused, headers: { 'Retry-After': '1' } });
      vi.advanceTimersByTime(1);
      await attempt(99);
    });

    it('starts anew after the right password', async () => {
      const throttle = createSignInThrottle({ perAddress: 1_000 });
      const one = { email: 'ana@ejemplo.com', address: '10.0.0.1' };
      for (let count = 0; count < 30; count += 1) {
        await throttle.begin(one);
        if (count % 10 === 9) await throttle.succeeded(one);
      }
    });

    it('cannot be bypassed by parallel attempts', async () => {
      const throttle = createSignInThrottle({ perAddress: 1_000 });
      const one = { email: 'ana@ejemplo.com', address: '10.0.0.1' };
      const all = await Promise.allSettled(Array.from({ length: 50 }, () => throttle.begin(one)));
      expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
    });
  });

  describe('an address', () => {
    it('has a number of attempts per minute, whatever the account; right passwords do not count', async () => {
      const throttle = createSignInThrottle({ perAddress: 3 });
      const attempt = (name: string) => ({ email: `${name}@ejemplo.com`, address: '10.0.0.1' });
      for (const name of ['a', 'b', 'c', 'd', 'e']) {
        await throttle.begin(attempt(name));
        await throttle.succeeded(attempt(name));
      }
      for (const name of ['a', 'b', 'c']) await throttle.begin(attempt(name));
      await expect(throttle.begin(attempt('d'))).rejects.toMatchObject({
        ...refused,
        headers: { 'Retry-After': '60', 'RateLimit-Policy': '"entrada-por-direccion";q=3;w=60' },
      });
      await throttle.begin({ ...attempt('d'), address: '10.0.0.2' });
      vi.advanceTimersByTime(minuteMs);
      await throttle.begin(attempt('d'));
    });
  });
});
