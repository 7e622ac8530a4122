import { describe, expect, it } from 'vitest';
import {
  addressOf,
  createAddressBudget,
  createBudget,
  createRateLimits,
  widerAddress,
} from './rate-limit.ts';

it.each([
  ['203.0.113.9', '203.0.113.9'],
  ['::ffff:203.0.113.9', '203.0.113.9'],
  ['::FFFF:cb00:7109', '203.0.113.9'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0DB8:0001:2::1', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['2001:db8:1:2:3:4:203.0.113.9', '2001:db8:1:2::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['unknown', 'sin-direccion'],
  ['1.2.3', 'sin-direccion'],
  ['', 'sin-direccion'],
])('counts the address %s as %s', (ip, counted) => {
  expect(addressOf(ip)).toBe(counted);
});

it.each([
  ['2001:db8:1:2ff::/64', '2001:db8:1:200::/56'],
  ['2001:db8:1:f::/64', '2001:db8:1:0::/56'],
  ['203.0.113.9', undefined],
  ['sin-direccion', undefined],
])('counts %s in %s as well', (address, wider) => {
  expect(widerAddress(address)).toBe(wider);
});

it('stops a client that goes through the networks of its /56, and not one of another /56', async () => {
  const { perIp } = createRateLimits({ perKey: undefined, perIp: 5 });
  const tries = Array.from({ length: 256 }, (_, net) =>
    perIp.take(addressOf(`2001:db8:0:${net.toString(16)}::1`)),
  );
  const results = await Promise.allSettled(tries);
  expect(results.filter(({ status }) => status === 'fulfilled').length).toBe(20);
  await expect(perIp.take(addressOf('2001:db8:0:ff::1'))).rejects.toMatchObject({
    status: 429,
    headers: { 'Retry-After': '60', 'RateLimit-Policy': '"por-direccion-56";q=20;w=60' },
  });
  await expect(perIp.take(addressOf('2001:db8:0:100::1'))).resolves.toBeUndefined();
});

describe('a budget', () => {
  let at = 0;
  const now = () => at;
  const isRefused = (take: () => void) => {
    try {
      take();
      return false;
    } catch (error) {
      expect(error).toMatchObject({ status: 429 });
      return true;
    }
  };

  it('lets a whole minute come at once, then one each time its share has passed, and says when', () => {
    const budget = createBudget('por-sesion', 60, { now });
    for (let count = 0; count < 60; count += 1) budget.take('a');
    expect(() => budget.take('a')).toThrow(
      expect.objectContaining({
        slug: 'demasiadas-solicitudes',
        headers: {
          'Retry-After': '1',
          'RateLimit-Policy': '"por-sesion";q=60;w=60',
          RateLimit: '"por-sesion";r=0;t=1',
        },
      }),
    );
    budget.take('b');
    at += 1_000;
    budget.take('a');
    expect(isRefused(() => budget.take('a'))).toBe(true);
    at += 60_000;
    for (let count = 0; count < 60; count += 1) budget.take('a');
    expect(isRefused(() => budget.take('a'))).toBe(true);
  });

  it('does not let refused requests push the end further away', () => {
    const budget = createBudget('x', 1, { now });
    budget.take('a');
    for (let count = 0; count < 100; count += 1) expect(isRefused(() => budget.take('a'))).toBe(true);
    at += 60_000;
    budget.take('a');
  });

  it('remembers only so many clients, and forgets first those whose budget is whole', () => {
    const budget = createBudget('x', 1, { now, mostClients: 3 });
    for (const client of ['a', 'b', 'c']) budget.take(client);
    budget.take('d');
    // The first was forgotten, the others were not.
    expect(['b', 'c', 'd'].every((client) => isRefused(() => budget.take(client)))).toBe(true);
    budget.take('a');
  });

  it('counts an address by its network, and the /56 around it', () => {
    const budget = createAddressBudget('anonimo', 2);
    for (const ip of ['2001:db8::1', '2001:db8::2']) budget.take(ip);
    expect(isRefused(() => budget.take('2001:db8::3'))).toBe(true);
    let allowed = 0;
    for (let net = 1; net < 256; net += 1)
      if (!isRefused(() => budget.take(`2001:db8:0:${net.toString(16)}::1`))) allowed += 1;
    expect(allowed).toBe(5);
  });
});
