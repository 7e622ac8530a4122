import { expect, it } from 'vitest';
import { makeNumber } from './make-number.ts';

it('has the day in UTC and eight letters that nobody confuses over the telephone', () => {
  for (let count = 0; count < 500; count += 1) {
    expect(makeNumber(Date.UTC(2026, 10, 22, 23, 59))).toMatch(/^PED-20261122-[2-9A-HJ-NP-Z]{8}$/);
  }
});

it('turns the day at midnight in UTC', () => {
  expect(makeNumber(Date.UTC(2026, 11, 31, 23, 59, 59, 999))).toMatch(/^PED-20261231-/);
  expect(makeNumber(Date.UTC(2027, 0, 1))).toMatch(/^PED-20270101-/);
});

it('makes another one each time', () => {
  const made = Array.from({ length: 1_000 }, () => makeNumber(0));
  expect(new Set(made).size).toBe(1_000);
});
