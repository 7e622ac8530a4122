import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { qrCode } from './qr-code.ts';

const printOf = (text: string) => {
  const drawn = qrCode(text).map((row) => row.map((dark) => (dark ? '#' : ' ')).join(''));
  return createHash('sha256').update(drawn.join('\n')).digest('base64url').slice(0, 16);
};

// What a reader by others (jsQR) has read; it read texts of each length from 1 to 331 bytes.
it.each([
  ['Relevo', 21, 'fstmsSLH6XQtN6tX'],
  ['x'.repeat(80), 37, '_mwG4y-vb2Ehe6Xq'],
  ['ñandú'.repeat(30), 57, 'cgtFl-mpcLeorgAw'],
])('draws what a camera reads: %s', (text, size, print) => {
  expect([qrCode(text).length, printOf(text)]).toEqual([size, print]);
});

it('grows with the text, up to what fits', () => {
  expect([14, 15, 213, 331].map((length) => qrCode('x'.repeat(length)).length)).toEqual([21, 25, 57, 69]);
  expect(() => qrCode('x'.repeat(332))).toThrow(RangeError);
});
