import { describe, expect, it } from 'vitest';
import { columnNames, csvLine, describeOrder } from './orders-csv.ts';
import { aHistory } from './testing/make-history.ts';

describe('csvLine', () => {
  it.each([
    [['a', 'b'], 'a;b\r\n'],
    [['a;b', 'di "hola"', 'dos\nlíneas'], '"a;b";"di ""hola""";"dos\nlíneas"\r\n'],
    [['con, coma', null, ''], '"con, coma";;\r\n'],
    [[7500.5, 0, 12], '7500,5;0;12\r\n'],
    [[{ moment: '2026-11-25 00:30:00' }], '2026-11-25 00:30:00\r\n'],
  ])('writes %j', (cells, line) => {
    expect(csvLine(cells)).toBe(line);
  });

  it.each(['=1+1', '+54 11', '-2', '@SUM(A1)', ' =1', '\t=1', '\r=1', '＝1+1', '=HYPERLINK("http://x";"y")'])(
    'lets no spreadsheet run %j',
    (text) => {
      expect(csvLine([text]).replace(/^"/, '')).toMatch(/^'/);
    },
  );

  it.each([
    ['2000003508419013', '"=""2000003508419013"""'],
    ['5"', '"=""5"""""""'],
  ])('writes %j as a formula that gives the text', (text, written) => {
    expect(csvLine([text])).toBe(`${written}\r\n`);
  });

  it.each(
    '2000003508419013 0012 3-5 3/5 1E5 1e-5 12:30 50% 1.234,5 ٣-5 Mar-5 12-sept. TRUE 5" $_5 5_de_mayo'.split(
      ' ',
    ),
  )('keeps %j a text, which a spreadsheet would make a number or a date', (words) => {
    const text = words.replaceAll('_', ' ');
    // What a spreadsheet reads: the cell is a formula, and the formula's value is the text.
    const [, cell = ''] = /^"(.*)"\r\n$/.exec(csvLine([text])) ?? [];
    const [, value = ''] = /^="(.*)"$/.exec(cell.replaceAll('""', '"')) ?? [];
    expect(value.replaceAll('""', '"')).toBe(text);
  });

  it.each(['PED-20261122-24AF57EC', 'Mesa 4', 'Piso 3 B', '3 empanadas', 'María', 'W-7', '1'.repeat(256)])(
    'writes %j as it is',
    (text) => {
      expect(csvLine([text])).toBe(`${text}\r\n`);
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
