import { expect, it } from 'vitest';
import { pageRule } from './paper.tsx';

it('makes the page as wide as the paper and as high as what is on it, with paper to cut', () => {
  expect(pageRule('80', 960)).toBe('@page { size: 80mm 262mm;margin:0 }');
  expect(pageRule('58', 960.1)).toBe('@page { size: 58mm 263mm;margin:0 }');
});

it('never makes it wider than high, which a driver would turn, nor longer than one takes', () => {
  expect(pageRule('80', 10)).toBe('@page { size: 80mm 81mm;margin:0 }');
  expect(pageRule('58', 100_000)).toBe('@page { size: 58mm 3000mm;margin:0 }');
});
