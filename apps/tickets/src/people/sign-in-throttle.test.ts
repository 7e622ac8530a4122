import { describe, expect, it } from 'vitest';
import { createSignInThrottle } from './sign-in-throttle.ts';

const [secondMs, minuteMs] = [1_000, 60_000];
const email = 'ana@ejemplo.com';

/** A throttle on a clock of its own; `try…` say whether an attempt is let through, else after how many seconds the next is. */
function throttleOn({ perAddress = 1_000, most = 100 } = {}) {
  let now = 1_000_000;
  const throttle = createSignInThrottle({ perAddress, most, now: () => now });
  const outcome = (act: () => void) => {
    try {
      act();
      return 'through';
    } catch (error) {
      const { status, headers } = error as { status: number; headers: Record<string, string> };
      expect(status).toBe(429);
      return Number(headers['Retry-After']);
    }
  };
  return {
    throttle,
    pass: (ms: number) => {
      now += ms;
    },
    tryFrom: (address: string, who = email) =>
      outcome(() => throttle.begin({ email: who, address, device: undefined })),
    tryOn: (device: string, who = email) =>
      outcome(() => throttle.begin({ email: who, address: '10.0.0.1', device })),
    tryCode: (personId: number, device?: string) => outcome(() => throttle.beginCode({ personId, device })),
  };
}

describe('one account from one address', () => {
  it('has ten attempts in a quarter of an hour, and shuts out nobody else', () => {
    const { tryFrom, pass } = throttleOn();
    for (let count = 0; count < 10; count += 1) expect(tryFrom('10.0.0.1')).toBe('through');
    expect(tryFrom('10.0.0.1')).toBe(900);
    expect(tryFrom('10.0.0.1', 'beto@ejemplo.com')).toBe('through');
    pass(15 * minuteMs - 1);
    expect(tryFrom('10.0.0.1')).toBe(1);
    pass(1);
    expect(tryFrom('10.0.0.1')).toBe('through');
  });

  it('starts anew once somebody is in', () => {
    const { throttle, tryFrom } = throttleOn();
    for (let count = 0; count < 30; count += 1) {
      expect(tryFrom('10.0.0.1')).toBe('through');
      if (count % 10 === 9) throttle.succeeded({ email, address: '10.0.0.1', device: undefined });
    }
  });

  it('loses nothing for attempts that are taken back, and nothing else is forgotten by them', () => {
    const { throttle, tryFrom } = throttleOn();
    for (let count = 0; count < 9; count += 1) tryFrom('10.0.0.1');
    for (let count = 0; count < 50; count += 1) {
      expect(tryFrom('10.0.0.1')).toBe('through');
      throttle.giveBack({ email, address: '10.0.0.1', device: undefined });
    }
    expect(tryFrom('10.0.0.1')).toBe('through');
    expect(tryFrom('10.0.0.1')).toBe(900);
  });
});

describe('an account from everywhere', () => {
  it('has to wait longer after each failure beyond ten, and never longer than a minute', () => {
    const { tryFrom, pass } = throttleOn();
    for (let count = 0; count < 10; count += 1) expect(tryFrom(`10.0.0.${count}`)).toBe('through');
    const waits: unknown[] = [];
    for (let count = 0; count < 8; count += 1) {
      const wait = tryFrom(`10.0.1.${count}`);
      waits.push(wait);
      pass(Number(wait) * secondMs);
      expect(tryFrom(`10.0.2.${count}`)).toBe('through');
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
  });

  it('is not held shut by attempts that are refused', () => {
    const { tryFrom, pass } = throttleOn();
    for (let count = 0; count < 10; count += 1) tryFrom(`10.0.0.${count}`);
    for (let count = 0; count < 20; count += 1) {
      expect(tryFrom(`10.0.1.${count}`)).toBe(1);
      pass(40);
    }
    pass(200);
    expect(tryFrom('10.0.3.1')).toBe('through');
  });

  it('starts anew after an hour of calm', () => {
    const { tryFrom, pass } = throttleOn();
    for (let count = 0; count < 10; count += 1) tryFrom(`10.0.0.${count}`);
    pass(60 * minuteMs + secondMs);
    for (let count = 0; count < 10; count += 1) expect(tryFrom(`10.0.1.${count}`)).toBe('through');
  });
});

describe('a device on which the account has signed in before', () => {
  it('is let in while its account and its address are used up', () => {
    const { tryFrom, tryOn } = throttleOn({ perAddress: 20 });
    for (let count = 0; count < 10; count += 1) tryFrom('10.0.0.1');
    for (let count = 0; count < 30; count += 1) tryFrom('10.0.0.1', `${count}@ejemplo.com`);
    expect([tryFrom('10.0.0.1'), tryFrom('10.0.0.1', 'beto@ejemplo.com')]).toEqual([60, 60]);
    expect(tryOn('tablet')).toBe('through');
  });

  it('has ten attempts of its own, which count for nobody else', () => {
    const { tryFrom, tryOn } = throttleOn();
    for (let count = 0; count < 10; count += 1) expect(tryOn('tablet')).toBe('through');
    expect(tryOn('tablet')).toBe(900);
    expect([tryOn('phone'), tryOn('tablet', 'beto@ejemplo.com'), tryFrom('10.0.0.1')]).toEqual([
      'through',
      'through',
      'through',
    ]);
  });
});

it('gives an address so many attempts a minute, whatever the accounts', () => {
  const { throttle, tryFrom, pass } = throttleOn({ perAddress: 3 });
  for (const name of ['a', 'b', 'c', 'd', 'e']) {
    expect(tryFrom('10.0.0.1', name)).toBe('through');
    throttle.succeeded({ email: name, address: '10.0.0.1', device: undefined });
  }
  for (const name of ['a', 'b', 'c']) tryFrom('10.0.0.1', name);
  expect(tryFrom('10.0.0.1', 'd')).toBe(60);
  expect(tryFrom('10.0.0.2', 'd')).toBe('through');
  pass(minuteMs);
  expect(tryFrom('10.0.0.1', 'd')).toBe('through');
});

it('takes five codes of an account in a quarter of an hour, apart from those of a device that it knows', () => {
  const { throttle, tryCode, pass } = throttleOn();
  for (let count = 0; count < 5; count += 1) expect(tryCode(7)).toBe('through');
  expect([tryCode(7), tryCode(8), tryCode(7, 'tablet')]).toEqual([900, 'through', 'through']);
  pass(15 * minuteMs);
  for (let count = 0; count < 20; count += 1) {
    expect(tryCode(7)).toBe('through');
    throttle.codeAccepted({ personId: 7, device: undefined });
  }
});

it('remembers only so many accounts, and forgets first those whose time is over', () => {
  const { tryFrom, pass } = throttleOn({ most: 50 });
  for (let count = 0; count < 40; count += 1) tryFrom('10.9.9.9', `${count}@ejemplo.com`);
  pass(2 * 60 * minuteMs);
  for (let count = 0; count < 10; count += 1) tryFrom('10.0.0.1');
  for (let count = 0; count < 30; count += 1) tryFrom('10.0.0.2', `${count}@ejemplo.com`);
  expect(tryFrom('10.0.0.1')).toBe(900);
  for (let count = 0; count < 60; count += 1) tryFrom('10.0.0.3', `otra-${count}@ejemplo.com`);
  expect(tryFrom('10.0.0.1')).toBe('through');
});
