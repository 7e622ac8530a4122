import { expect, it } from 'vitest';
import { placeOrder } from './order.ts';

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
