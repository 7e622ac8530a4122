import { describe, expect, it } from 'vitest';
import { decodeEntities, readable, searchKey, searchText, searchWords } from './search-text.ts';

it.each([
  ['José Núñez', 'jose nunez'],
  ['JOSE\u0301 NUN\u0303EZ', 'jose nunez'],
  ['PINGÜINO', 'pinguino'],
  ['İstanbul', 'istanbul'],
  ['Calle 9 de Julio 1.234', 'calle 9 de julio 1.234'],
  ['🧉 Mate', '🧉 mate'],
  ...[
    'O’Connor',
    'O‘Connor',
    'O`Connor',
    'O´Connor',
    'OʼConnor',
    'O&#8217;Connor',
    'O&#x27;Connor',
    'O＇Connor',
  ].map((text) => [text, "o'connor"]),
  ['PED‑7 PED–7 PED−7 PED－7', 'ped-7 ped-7 ped-7 ped-7'],
  ['ＰＥＤ－１２', 'ped-12'],
  ['\u202aA\u00adna\u200b \u2066Ruiz\u2069', 'ana ruiz'],
  ['Dto “B” &quot;B&quot;', 'dto "b" "b"'],
  ['Jam&oacute;n &amp; Queso', 'jamon & queso'],
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

describe('HTML entities', () => {
  it.each([
    ['Pizza Muzza &amp; Jam&oacute;n', 'Pizza Muzza & Jamón'],
    ['O&#8217;Connor', 'O’Connor'],
    ['O&#x2019;Connor, O&#146;Connor, O&rsquo;Connor', 'O’Connor, O’Connor, O’Connor'],
    ['Dto &quot;B&quot;', 'Dto "B"'],
    ['&Ntilde;oquis &ntilde; &Uuml; &ccedil;', 'Ñoquis ñ Ü ç'],
    ['&iexcl;Ya! &mdash; N&ordm; 5 &frac12; kg &euro; 3&nbsp;x', '¡Ya! — Nº 5 ½ kg € 3 x'],
    ['&#128512;', '😀'],
    // As text, never as HTML, and only once.
    ['&lt;b&gt;', '<b>'],
    ['&amp;lt;b&amp;gt;', '&lt;b&gt;'],
    // Not certainly an entity.
    [
      'R&D; AT&T Ana&Luis &copy 3 &x; &#; &#xZZ; &#9999999; &xacute; &',
      'R&D; AT&T Ana&Luis &copy 3 &x; &#; &#xZZ; &#9999999; &xacute; &',
    ],
    // No sign comes in by this door that would be refused at the other.
    ['A&#0;&#7;&#8238;&#8203;&#xD800;&shy;B&#10;C', 'AB C'],
  ])('%j reads %j', (text, read) => {
    expect(decodeEntities(text)).toBe(read);
  });

  it('are read in every text of a value but its number, and leave a value without any as it is', () => {
    const ticket = {
      numero: 'A&amp;1',
      total: 3,
      productos: [{ nombre: 'T&eacute;', notas: ['&lt;3'] }],
      n: null,
    };
    expect(readable(ticket)).toEqual({ ...ticket, productos: [{ nombre: 'Té', notas: ['<3'] }] });
    const plain = { nombre: 'Té' };
    expect(readable(plain)).toBe(plain);
  });
});
