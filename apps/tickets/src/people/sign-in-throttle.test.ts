import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSignInThrottle } from './sign-in-throttle.ts';

const minuteMs = 60_000;
beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const refused = { slug: 'demasiadas-solicitudes', status: 429 };

describe('an account', () => {
  it('has 10 tries in 15 minutes, from wherever they come', async () => {
    const throttle = createSignInThrottle({ perAddress: 1_000 });
    const attempt = (from: number) => throttle.begin({ email: 'ana@ejemplo.com', address: `10.0.0.${from}` });
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

  it('is not got round by many tries at once', async () => {
    const throttle = createSignInThrottle({ perAddress: 1_000 });
    const one = { email: 'ana@ejemplo.com', address: '10.0.0.1' };
    const all = await Promise.allSettled(Array.from({ length: 50 }, () => throttle.begin(one)));
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
  });
});

describe('an address', () => {
  it('has its tries a minute, whatever the account; the right ones do not count', async () => {
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
