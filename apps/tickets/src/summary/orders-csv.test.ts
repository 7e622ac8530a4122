import { describe, expect, it } from 'vitest';
import { columnNames, csvLine, describeOrder } from './orders-csv.ts';
import { aHistory } from './testing/make-history.ts';

describe('csvLine', () => {
  it.each([
    [['a', 'b'], 'a;b\r\n'],
    [['a;b', 'di "hola"', 'dos\nlíneas'], '"a;b";"di ""hola""";"dos\nlíneas"\r\n'],
    [['con, coma', null, ''], '"con, coma";;\r\n'],
    [[7500.5, 0, 12], '7500,5;0;12\r\n'],
  ])('writes %j', (cells, line) => {
    expect(csvLine(cells)).toBe(line);
  });

  it.each(['=1+1', '+54 11', '-2', '@SUM(A1)', ' =1', '\t=1', '\r=1', '＝1+1', '=HYPERLINK("http://x";"y")'])(
    'lets no spreadsheet run %j',
    (text) => {
      expect(csvLine([text]).replace(/^"/, '')).toMatch(/^'/);
    },
  );

  it('leaves text alone that only contains such a character', () => {
    expect(csvLine(['Juan-Pablo', 'a=b', 'ana@ejemplo.com'])).toBe('Juan-Pablo;a=b;ana@ejemplo.com\r\n');
  });
});

it('adds up the times of an order that was in a state twice, and leaves out one that still runs', () => {
  const [waited, cooked] = ['Pendiente (min)', 'En preparación (min)'].map((name) =>
    columnNames('es', 0).indexOf(name),
  );
  const sentBack = aHistory(0, [
    [2, 'avanzar', 'en-preparacion'],
    [5, 'mover', 'pendiente'],
    [9, 'avanzar', 'en-preparacion'],
  ]);
  const row = describeOrder(sentBack, 0);
  expect([row[waited ?? -1], row[cooked ?? -1]]).toEqual([6, null]);
});
