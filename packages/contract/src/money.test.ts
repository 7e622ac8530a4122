import { lineCentavos, maxCentavos, toCentavos, toPesos } from '@relevo/ticket-rules';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amountSchema } from './order.ts';

describe('toCentavos', () => {
  it.each([
    [0, 0],
    [0.1 + 0.2, 30],
    [19.99 * 3, 5_997],
    [59.97000000000001, 5_997],
    [1.1 * 1.1 * 100, 12_100],
    [999_999_999_999.99, maxCentavos],
    [added(4_235.61, 500), 211_780_500],
    [added(7_274_987.01, 500), 363_749_350_500],
  ])('makes %d pesos %i centavos', (pesos, centavos) => {
    expect(toCentavos(pesos)).toBe(centavos);
  });

  it.each([
    0.001,
    0.005,
    1.005,
    19.999,
    123_456_789.125,
    999_999_999_999.981,
    Number.NaN,
    Number.POSITIVE_INFINITY,
  ])('has no whole centavos for %d', (pesos) => {
    expect(toCentavos(pesos)).toBeUndefined();
  });

  it('takes every amount back that it has put on the wire', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: maxCentavos }), (centavos) => {
        const onTheWire = JSON.stringify(toPesos(centavos));
        expect(toCentavos(JSON.parse(onTheWire))).toBe(centavos);
        expect(amountSchema.parse(onTheWire)).toBe(centavos);
        expect(onTheWire).toMatch(/^\d+(\.\d{1,2})?$/);
      }),
    );
  });

  it('takes the sum of many prices as a program with floats adds them up', () => {
    const prices = fc.array(fc.integer({ min: 0, max: 10_000_000 }), { maxLength: 500 });
    fc.assert(
      fc.property(prices, (centavos) => {
        const sum = centavos.map(toPesos).reduce((total, price) => total + price, 0);
        expect(toCentavos(sum)).toBe(centavos.reduce((total, price) => total + price, 0));
      }),
    );
  });
});

describe('amountSchema', () => {
  it.each([
    [0, 0],
    ['0', 0],
    ['007', 700],
    [' 12.5 ', 1_250],
    ['12.500', 1_250],
    [maxCentavos / 100, maxCentavos],
  ])('takes %j as %i centavos', (amount, centavos) => {
    expect(amountSchema.parse(amount)).toBe(centavos);
  });

  it.each([
    [-0.01, 'debe ser un número mayor o igual que 0'],
    ['-1', 'debe ser un número mayor o igual que 0'],
    ['', 'debe ser un número mayor o igual que 0'],
    ['1.', 'debe ser un número mayor o igual que 0'],
    ['1e2', 'debe ser un número mayor o igual que 0'],
    [null, 'debe ser un número mayor o igual que 0'],
    [Number.POSITIVE_INFINITY, 'debe ser un número mayor o igual que 0'],
    [1_000_000_000_000, 'puede ser a lo sumo 999999999999.99'],
    [0.001, 'puede tener a lo sumo dos decimales'],
  ])('refuses %j with "%s"', (amount, message) => {
    expect(amountSchema.safeParse(amount).error?.issues.map((issue) => issue.message)).toEqual([message]);
  });
});

function added(price: number, times: number): number {
  let sum = 0;
  for (let count = 0; count < times; count++) sum += price;
  return sum;
}

describe('lineCentavos', () => {
  it('rounds half a centavo up, as every till does', () => {
    expect(lineCentavos(0.35, 1_015.3)).toBe(35_536);
    expect(lineCentavos(1.5, 0.01)).toBe(2);
    expect(lineCentavos(1, 1.005)).toBe(101);
    expect(lineCentavos(3, 19.99)).toBe(5_997);
  });

  it('is what whole numbers say, to the centavo', () => {
    const quantities = fc.integer({ min: 1, max: 10_000_000 });
    const prices = fc.integer({ min: 0, max: 100_000_000 });
    fc.assert(
      fc.property(quantities, prices, (thousandths, centavos) => {
        const exact = (BigInt(thousandths) * BigInt(centavos) * 2n + 1_000n) / 2_000n;
        expect(BigInt(lineCentavos(thousandths / 1_000, centavos / 100))).toBe(exact);
      }),
      { numRuns: 2_000 },
    );
  });
});
