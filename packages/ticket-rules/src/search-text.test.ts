import { expect, it } from 'vitest';
import { searchKey, searchText, searchWords } from './search-text.ts';

it.each([
  ['José Núñez', 'jose nunez'],
  ['JOSE\u0301 NUN\u0303EZ', 'jose nunez'],
  ['PINGÜINO', 'pinguino'],
  ['İstanbul', 'istanbul'],
  ['Calle 9 de Julio 1.234', 'calle 9 de julio 1.234'],
  ['🧉 Mate', '🧉 mate'],
])('compares %s as %s', (text, key) => {
  expect(searchKey(text)).toBe(key);
});

it('finds a ticket by number, name, phone, address and items, and by no other private data', () => {
  const ticket = {
    numero: 'PED-1',
    cliente_nombre: 'Íñigo',
    cliente_telefono: '+54 (11) 5555-0000',
    cliente_direccion: 'Córdoba 10',
    cliente_email: 'secreto@example.com',
    productos: [
      { nombre: 'Azúcar', cantidad: 1 },
      { nombre: 'Ñoquis', cantidad: 2 },
    ],
  };
  expect(searchText(ticket)).toBe(
    'ped-1\ninigo\ncordoba 10\n+54 (11) 5555-0000\n541155550000\nazucar\nnoquis',
  );
});

it.each([
  ['', []],
  ['  ', []],
  ['José  Núñez', [['jose'], ['nunez']]],
  ['5555-0000', [['5555-0000', '55550000']]],
  ['+54', [['+54', '54']]],
  ['(11)5555', [['(11)5555', '115555']]],
  // Not phone numbers: a short number with a dash, an amount, an order's number.
  ['1-2', [['1-2']]],
  ['1kg', [['1kg']]],
  ['ped-2026', [['ped-2026']]],
  ['55550000', [['55550000']]],
])('looks for %j as %j', (query, words) => {
  expect(searchWords(query)).toEqual(words);
});
