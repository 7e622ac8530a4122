import { describe, expect, it } from 'vitest';
import { createOrderAges, placeOrder } from './order.ts';

const first = { numero: 'A', caller: 'shop', fingerprint: 'x', canonicalVersion: 1 };
const second = { numero: 'B', caller: 'shop', fingerprint: 'x', canonicalVersion: 1 };
const nothing = { byKey: undefined, byNumber: undefined };

it.each([
  ['neither number nor key is known', { numero: 'A', fingerprints: { 1: 'x' } }, nothing, { kind: 'new' }],
  [
    'there is no number and the key is new',
    { numero: undefined, fingerprints: { 1: 'x' } },
    nothing,
    { kind: 'new' },
  ],
  [
    'the key is known for the same order',
    { numero: 'A', fingerprints: { 1: 'x' } },
    { byKey: first, byNumber: undefined },
    { kind: 'same', order: first },
  ],
  [
    'the key is known and no number is given',
    { numero: undefined, fingerprints: { 1: 'x' } },
    { byKey: first, byNumber: undefined },
    { kind: 'same', order: first },
  ],
  [
    'the key is known for an order with other contents',
    { numero: undefined, fingerprints: { 1: 'y' } },
    { byKey: first, byNumber: undefined },
    { kind: 'conflict', order: first, over: 'key' },
  ],
  [
    'the key is known for another number with the same contents',
    { numero: 'C', fingerprints: { 1: 'x' } },
    { byKey: first, byNumber: undefined },
    { kind: 'conflict', order: first, over: 'key' },
  ],
  [
    'the number is known for the same order',
    { numero: 'A', fingerprints: { 1: 'x' } },
    { byKey: undefined, byNumber: first },
    { kind: 'same', order: first },
  ],
  [
    'the number is known for an order with other contents',
    { numero: 'A', fingerprints: { 1: 'y' } },
    { byKey: undefined, byNumber: first },
    { kind: 'conflict', order: first, over: 'number' },
  ],
  [
    'key and number both lead to the same order',
    { numero: 'A', fingerprints: { 1: 'x' } },
    { byKey: first, byNumber: first },
    { kind: 'same', order: first },
  ],
  [
    'key and number lead to two orders',
    { numero: 'B', fingerprints: { 1: 'x' } },
    { byKey: first, byNumber: second },
    { kind: 'conflict', order: first, over: 'key' },
  ],
  [
    'the number is known for an order that was stored before the form had a field in which the two differ',
    { numero: 'A', fingerprints: { 1: 'x', 2: 'another' } },
    { byKey: undefined, byNumber: first },
    { kind: 'same', order: first },
  ],
  [
    'the number is known for an order of the new form with another value in the new field',
    { numero: 'A', fingerprints: { 1: 'x', 2: 'another' } },
    { byKey: undefined, byNumber: { ...first, fingerprint: 'z', canonicalVersion: 2 } },
    { kind: 'conflict', order: { ...first, fingerprint: 'z', canonicalVersion: 2 }, over: 'number' },
  ],
  [
    'the key is known for an order of a version that is not known here',
    { numero: 'A', fingerprints: { 1: 'x' } },
    { byKey: { ...first, canonicalVersion: 2 }, byNumber: undefined },
    { kind: 'conflict', order: { ...first, canonicalVersion: 2 }, over: 'key' },
  ],
  [
    'the number is that of another caller’s order with the same contents',
    { numero: 'A', fingerprints: { 1: 'x' } },
    { byKey: undefined, byNumber: { ...first, caller: 'other' } },
    { kind: 'conflict', order: { ...first, caller: 'other' }, over: 'number' },
  ],
])('decides when %s', (_when, incoming, stored, decision) => {
  expect(placeOrder({ caller: 'shop', ...incoming }, stored)).toEqual(decision);
});

describe('the age of an order', () => {
  const minute = 60_000;
  /** Clocks that both move with time, of which the wall clock may also jump. */
  function clocks() {
    const at = { wall: Date.UTC(2026, 10, 22), monotonic: 5_000 };
    const ages = createOrderAges({ now: () => at.wall, monotonic: () => at.monotonic });
    return {
      ages,
      jump: (ms: number) => {
        at.wall += ms;
      },
      pass: (ms: number) => {
        at.wall += ms;
        at.monotonic += ms;
      },
      take(id: number) {
        ages.begin(at.wall).stored(id);
        return { id, createdAt: at.wall };
      },
    };
  }

  it.each([0, -60 * minute, 4 * 24 * 60 * minute])(
    'is how long it has been here, though the wall clock has jumped by %i ms',
    (jumpMs) => {
      const { ages, take, pass, jump } = clocks();
      const before = take(7);
      pass(10 * minute);
      jump(jumpMs);
      const since = take(8);
      pass(5 * minute);
      expect(ages.ageOf(before)).toBe(15 * minute);
      expect(ages.ageOf(since)).toBe(5 * minute);
    },
  );

  it('counts from when the order came, however long the disk took to store it', () => {
    const { ages, pass } = clocks();
    const createdAt = Date.UTC(2026, 10, 22);
    const placing = ages.begin(createdAt);
    pass(3_000);
    placing.stored(1);
    expect(ages.ageOf({ id: 1, createdAt })).toBe(3_000);
  });

  it('goes by the wall clock for an order from before the start, and is never negative', () => {
    const { ages, take, pass, jump } = clocks();
    const before = { id: 3, createdAt: Date.UTC(2026, 10, 22) - minute };
    expect(ages.ageOf(before)).toBe(minute);
    take(4);
    pass(minute);
    expect(ages.ageOf(before)).toBe(2 * minute);
    jump(-60 * minute);
    expect(ages.ageOf(before)).toBe(0);
  });
});
