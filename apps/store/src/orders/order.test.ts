import { expect, it } from 'vitest';
import { placeOrder } from './order.ts';

const first = { numero: 'A', fingerprint: 'x' };
const second = { numero: 'B', fingerprint: 'x' };
const nothing = { byKey: undefined, byNumber: undefined };

it.each([
  ['neither number nor key is known', { numero: 'A', fingerprint: 'x' }, nothing, { kind: 'new' }],
  [
    'there is no number and the key is new',
    { numero: undefined, fingerprint: 'x' },
    nothing,
    { kind: 'new' },
  ],
  [
    'the key is known for the same order',
    { numero: 'A', fingerprint: 'x' },
    { byKey: first, byNumber: undefined },
    { kind: 'same', order: first },
  ],
  [
    'the key is known and no number is given',
    { numero: undefined, fingerprint: 'x' },
    { byKey: first, byNumber: undefined },
    { kind: 'same', order: first },
  ],
  [
    'the key is known for an order with other contents',
    { numero: undefined, fingerprint: 'y' },
    { byKey: first, byNumber: undefined },
    { kind: 'conflict', order: first, over: 'key' },
  ],
  [
    'the key is known for another number with the same contents',
    { numero: 'C', fingerprint: 'x' },
    { byKey: first, byNumber: undefined },
    { kind: 'conflict', order: first, over: 'key' },
  ],
  [
    'the number is known for the same order',
    { numero: 'A', fingerprint: 'x' },
    { byKey: undefined, byNumber: first },
    { kind: 'same', order: first },
  ],
  [
    'the number is known for an order with other contents',
    { numero: 'A', fingerprint: 'y' },
    { byKey: undefined, byNumber: first },
    { kind: 'conflict', order: first, over: 'number' },
  ],
  [
    'key and number both lead to the same order',
    { numero: 'A', fingerprint: 'x' },
    { byKey: first, byNumber: first },
    { kind: 'same', order: first },
  ],
  [
    'key and number lead to two orders',
    { numero: 'B', fingerprint: 'x' },
    { byKey: first, byNumber: second },
    { kind: 'conflict', order: first, over: 'key' },
  ],
])('decides when %s', (_when, incoming, stored, decision) => {
  expect(placeOrder(incoming, stored)).toEqual(decision);
});
