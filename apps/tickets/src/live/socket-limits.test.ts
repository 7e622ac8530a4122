import { describe, expect, it } from 'vitest';
import { createCutOff, createHeadCount, createMessageBudget, createSharedBudgets } from './socket-limits.ts';

describe('a budget of messages', () => {
  it('allows a burst at once, and then so many a second', () => {
    const clock = { ms: 0 };
    const { take } = createMessageBudget({ perSecond: 10, burst: 20, now: () => clock.ms });
    const takeAll = () => Array.from({ length: 100 }, take).filter(Boolean).length;
    expect(takeAll()).toBe(20);
    clock.ms = 500;
    expect(takeAll()).toBe(5);
    clock.ms = 550;
    expect(takeAll()).toBe(0);
    clock.ms = 600;
    expect(takeAll()).toBe(1);
    clock.ms = 60_000;
    expect(takeAll()).toBe(20);
  });
});

describe('a head count', () => {
  it('has room for so many in all and of one address, and forgets who has left', () => {
    const count = createHeadCount(3, 2);
    count.add('a');
    expect([count.hasRoom('a'), count.hasRoom('a', 1), count.hasRoom('b', 1)]).toEqual([true, false, true]);
    count.add('a');
    expect([count.hasRoom('a'), count.hasRoom('b')]).toEqual([false, true]);
    count.add('b');
    expect([count.hasRoom('b'), count.hasRoom('c')]).toEqual([false, false]);
    for (const address of ['a', 'b', 'a']) count.remove(address);
    expect(count.sizes()).toEqual({ all: 0, addresses: 0 });
  });
});

describe('who was cut off', () => {
  it('is known for 5 s', () => {
    const clock = { ms: 0 };
    const cutOff = createCutOff(() => clock.ms);
    cutOff.add('session a');
    expect(cutOff.has('session a')).toBe(true);
    expect(cutOff.has('session b')).toBe(false);
    clock.ms = 5_000;
    expect(cutOff.has('session a')).toBe(false);
  });

  it('lets some of those in who share what was cut off, and no more when it is cut off again', () => {
    const clock = { ms: 0 };
    const cutOff = createCutOff(() => clock.ms);
    const tries = () =>
      Array.from({ length: 1_000 }, () => cutOff.mayTry('strangers a')).filter(Boolean).length;
    expect(tries()).toBe(1_000);
    cutOff.add('strangers a');
    expect(tries()).toBe(100);
    clock.ms = 1_000;
    cutOff.add('strangers a');
    expect(tries()).toBe(20);
    clock.ms = 6_000;
    expect(tries()).toBe(1_000);
  });

  it('is forgotten when the time is over', () => {
    const clock = { ms: 0 };
    const cutOff = createCutOff(() => clock.ms);
    for (let nth = 0; nth < 100; nth += 1) {
      clock.ms = nth * 1_000;
      cutOff.add(`session ${nth}`);
      expect(cutOff.size()).toBeLessThanOrEqual(5);
    }
  });
});

describe('the budget of a session', () => {
  it('is one for all its connections, and is forgotten with the last of them', () => {
    const budgets = createSharedBudgets(() => createMessageBudget({ perSecond: 1, burst: 5, now: () => 0 }));
    const [one, other] = [budgets.take('session a'), budgets.take('session a')];
    for (let nth = 0; nth < 5; nth += 1) one.take();
    expect(other.take()).toBe(false);
    expect(budgets.take('session b').take()).toBe(true);
    for (const credential of ['session a', 'session a', 'session b']) budgets.giveBack(credential);
    expect(budgets.size()).toBe(0);
  });

  it('is of each connection alone for a key, which may serve many devices, and for an address', () => {
    const budgets = createSharedBudgets(() => createMessageBudget({ perSecond: 1, burst: 1, now: () => 0 }));
    for (const credential of ['key k', 'key k', 'address a', 'address a'])
      expect(budgets.take(credential).take()).toBe(true);
    expect(budgets.size()).toBe(0);
  });
});
