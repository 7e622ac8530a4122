import { expect, it } from 'vitest';
import { createSeal } from './sealed-text.ts';

const [old, young] = ['o'.repeat(24), 'y'.repeat(24)];
const text = Buffer.from('the secret');

it('opens what it has sealed, for the same purpose and context alone', () => {
  const seal = createSeal([young], 'second factor');
  const sealed = seal.seal(text, '7');
  expect(seal.open(sealed, '7')).toEqual({ bytes: text, isOld: false });
  expect(seal.open(sealed, '8')).toBeUndefined();
  expect(createSeal([young], 'other').open(sealed, '7')).toBeUndefined();
  expect(Buffer.from(sealed, 'base64url').includes(text)).toBe(false);
  expect(seal.seal(text, '7')).not.toBe(sealed);
});

it('opens what a secret of before has sealed, and says so, until that secret is gone', () => {
  const sealed = createSeal([old], 'second factor').seal(text, '7');
  expect(createSeal([young, old], 'second factor').open(sealed, '7')).toEqual({ bytes: text, isOld: true });
  expect(createSeal([young], 'second factor').open(sealed, '7')).toBeUndefined();
});

it.each(['', 'AAAA', '%%%'])('opens nothing that nobody has sealed: %s', (sealed) => {
  expect(createSeal([young], 'second factor').open(sealed, '7')).toBeUndefined();
});

it('notices a changed bit', () => {
  const seal = createSeal([young], 'second factor');
  const bytes = Buffer.from(seal.seal(text, '7'), 'base64url');
  for (const at of bytes.keys()) {
    const other = Buffer.from(bytes);
    other[at] = (other[at] ?? 0) ^ 1;
    expect(seal.open(other.toString('base64url'), '7')).toBeUndefined();
  }
});
