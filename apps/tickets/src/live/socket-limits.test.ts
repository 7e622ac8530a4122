import { describe, expect, it } from 'vitest';
import { createCutOff, createHeadCount, createMessageBudget } from './socket-limits.ts';

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
    expect(count.hasRoom('a')).toBe(true);
    count.add('a');
    expect([count.hasRoom('a'), count.hasRoom('b')]).toEqual([false, true]);
    count.add('b');
    expect([count.hasRoom('b'), count.hasRoom('c')]).toEqual([false, false]);
    for (const address of ['a', 'b', 'a']) count.remove(address);
    expect(count.sizes()).toEqual({ all: 0, addresses: 0 });
  });
});

describe('who was cut off', () => {
  it('stays out for 5 s, but no address does: others come from there', () => {
    const clock = { ms: 0 };
    const cutOff = createCutOff(() => clock.ms);
    cutOff.add('session a');
    cutOff.add('address 203.0.113.1');
    expect(cutOff.has('session a')).toBe(true);
    expect(cutOff.has('session b')).toBe(false);
    expect(cutOff.has('address 203.0.113.1')).toBe(false);
    clock.ms = 5_000;
    expect(cutOff.has('session a')).toBe(false);
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
