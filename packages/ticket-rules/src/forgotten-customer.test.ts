import { describe, expect, it } from 'vitest';
import { forgetChange, forgetOrder, isOrderOf, mentionsOf, personalTexts } from './forgotten-customer.ts';

const order = {
  numero: 'A-1',
  cliente_nombre: 'Ana Gómez',
  direccion: 'Loreto 2381',
  telefono: '(011) 4777-9031',
  cliente_email: 'Ana@Example.com',
  notas: 'Timbre roto',
  productos: [
    { nombre: 'Pan', cantidad: 2, precio: 10, hecho: true, nota: 'sin sal', cortado_para: 'Ana' },
    { nombre: 'Torta ANA GOMEZ', cantidad: 1 },
    'Pan dulce para loreto 2381',
    'Salsa blanca',
  ],
  total: 20,
  metodo_pago: 'Transferencia de ana gómez',
  origen: 'web',
  fecha_pedido: '2026-01-01',
  gps: [-34.5, -58.4],
};

describe('whose an order is', () => {
  const who = (phones: string[], emails: string[] = []) => ({
    phones: new Set(phones),
    emails: new Set(emails),
  });

  it.each([
    ['the same digits, written otherwise', order, who(['01147779031']), true],
    ['a part of the digits', order, who(['47779031']), false],
    ['more digits than those', { cliente_telefono: '4777' }, who(['01147779031']), false],
    ['no digits at all', { cliente_telefono: 's/n' }, who(['01147779031']), false],
    ['the e-mail, in other capitals', order, who([], ['ana@example.com']), true],
    [
      'an e-mail that only contains it',
      { cliente_email: 'mariana@example.com' },
      who([], ['ana@example.com']),
      false,
    ],
    ['one of the two', order, who(['999999'], ['ana@example.com']), true],
    ['neither', order, who(['999999'], ['eva@example.com']), false],
    ['no phone and no e-mail', { cliente_telefono: null }, who(['01147779031'], ['ana@example.com']), false],
  ])('%s', (_, fields, customer, expected) => {
    expect(isOrderOf(fields, customer)).toBe(expected);
  });
});

describe('an order whose customer is forgotten', () => {
  const kept = forgetOrder(order, mentionsOf([order]));

  it('keeps numbers, amounts and what was bought, and nothing that nobody has listed', () => {
    expect(kept).toEqual({
      numero: 'A-1',
      cliente_nombre: '(datos borrados)',
      cliente_email: null,
      productos: [
        { nombre: 'Pan', cantidad: 2, precio: 10, hecho: true },
        { nombre: '(datos borrados)', cantidad: 1 },
        '(datos borrados)',
        'Salsa blanca',
      ],
      total: 20,
      metodo_pago: null,
      origen: 'web',
    });
  });

  it('says nothing of the customer, and the same when it is forgotten again', () => {
    expect(personalTexts(kept)).toEqual([]);
    expect(forgetOrder(kept, mentionsOf([kept]))).toEqual(kept);
  });

  it('keeps the name of a product that is also a first name', () => {
    const blanca = { ...order, cliente_nombre: 'Blanca' };
    expect(forgetOrder(blanca, mentionsOf([blanca]))).toMatchObject({
      productos: [{}, { nombre: 'Torta ANA GOMEZ' }, {}, 'Salsa blanca'],
    });
  });
});

describe('an entry of the history', () => {
  const mentions = mentionsOf([order]);
  const entry = (accion: string, more: object) => ({ accion, de: null, a: null, motivo: null, ...more });

  it.each([
    [
      'the reason',
      entry('cancelar', { de: 'pendiente', a: 'cancelado', motivo: 'No quiere' }),
      ['pendiente', 'cancelado', '(datos borrados)'],
    ],
    [
      'the notes of before and after',
      entry('anotar', { de: 'Timbre', a: 'Portón' }),
      ['(datos borrados)', '(datos borrados)', null],
    ],
    ['no notes where there were none', entry('anotar', { a: 'Portón' }), [null, '(datos borrados)', null]],
    [
      'an item that names the customer',
      entry('marcar_item', { a: 'Torta Ana Gómez: hecho' }),
      [null, '(datos borrados)', null],
    ],
    ['another item', entry('marcar_item', { a: 'Pan: hecho' }), [null, 'Pan: hecho', null]],
    ['a driver of the same name', entry('asignar', { a: 'Ana Gómez' }), [null, 'Ana Gómez', null]],
    [
      'a move',
      entry('avanzar', { de: 'pendiente', a: 'en-preparacion' }),
      ['pendiente', 'en-preparacion', null],
    ],
  ])('%s', (_, change, expected) => {
    const { de, a, motivo } = forgetChange(change, mentions);
    expect([de, a, motivo]).toEqual(expected);
  });
});
