import { describe, expect, it } from 'vitest';
import { createSemaphore, createSlots } from './slots.ts';

const wakeSignal = { notify: () => {}, wait: async () => {} };

describe('slots', () => {
  it('frees a reserved slot once, however often its lease is disposed of', () => {
    const slots = createSlots(
      { clock: { now: () => 0, monotonic: () => 0 }, wakeSignal },
      { total: 4, keptForDue: 1 },
    );
    const lease = slots.reserve('a', 1);
    lease?.[Symbol.dispose]();
    lease?.[Symbol.dispose]();
    expect(slots.free()).toBe(4);
  });

  it('keeps a taken slot when its lease is disposed of', () => {
    const slots = createSlots(
      { clock: { now: () => 0, monotonic: () => 0 }, wakeSignal },
      { total: 4, keptForDue: 1 },
    );
    const lease = slots.reserve('a', 1);
    expect(lease && slots.takeReserved(lease)).toBe(true);
    lease?.[Symbol.dispose]();
    expect(slots.free()).toBe(3);
  });
});

describe('semaphore', () => {
  it('lets the next in when one leaves, in order, and counts a second leave of the same one for nothing', async () => {
    const semaphore = createSemaphore(1);
    const entered: string[] = [];
    const enter = async (name: string) => {
      const leave = await semaphore.enter();
      entered.push(name);
      return leave;
    };
    const leaveFirst = await enter('first');
    const [second, third] = [enter('second'), enter('third')];
    leaveFirst();
    leaveFirst();
    const leaveSecond = await second;
    expect(entered).toEqual(['first', 'second']);
    leaveSecond();
    await third;
    expect(entered).toEqual(['first', 'second', 'third']);
  });
});
