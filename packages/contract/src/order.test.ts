import { orderFieldList, shopDates } from '@relevo/ticket-rules';
import { describe, expect, it } from 'vitest';
import { orderBodySchema, parseOrderBody, parseTicketBody, ticketBodySchema } from './order.ts';

const aliases = orderFieldList.flatMap(({ name, alias }) => (alias ? [[alias, name] as const] : []));

const least = { numero: 'A-1', cliente_nombre: 'Ana Díaz', total: 100 };

function parsed(fields: Record<string, unknown>) {
  const result = parseTicketBody({ ...least, ...fields });
  if (!result.ok) throw new Error(JSON.stringify(result.errores));
  return result.value;
}

function faults(fields: Record<string, unknown>) {
  const result = parseTicketBody({ ...least, ...fields });
  return result.ok ? [] : result.errores.map(({ campo }) => campo);
}

describe('the fields of an order', () => {
  const taken: [string, Record<string, unknown>, Record<string, unknown>][] = [
    ['the least there is', {}, { numero: 'A-1', cliente_nombre: 'Ana Díaz', totalCentavos: 10_000 }],
    ['a number of 64 characters', { numero: 'x'.repeat(64) }, { numero: 'x'.repeat(64) }],
    ['an integer as number', { numero: 1234 }, { numero: '1234' }],
    [
      'texts with space around',
      { numero: ' A ', cliente_nombre: '\n Ana ' },
      { numero: 'A', cliente_nombre: 'Ana' },
    ],
    ['a name of 200 characters', { cliente_nombre: 'ñ'.repeat(200) }, { cliente_nombre: 'ñ'.repeat(200) }],
    ['a total of 0', { total: 0 }, { totalCentavos: 0 }],
    ['a total as text', { total: ' 1500.50 ' }, { totalCentavos: 150_050 }],
    ['a sum of floats', { total: 59.97000000000001 }, { totalCentavos: 5_997 }],
    ['the largest total', { total: 999_999_999_999.99 }, { totalCentavos: 99_999_999_999_999 }],
    ['an address', { cliente_direccion: 'Av. 1' }, { cliente_direccion: 'Av. 1' }],
    ['its alias', { direccion: 'Av. 1' }, { cliente_direccion: 'Av. 1' }],
    ['a phone', { cliente_telefono: '11' }, { cliente_telefono: '11' }],
    ['its alias', { telefono: '11' }, { cliente_telefono: '11' }],
    ['an email', { cliente_email: 'a@b.c' }, { cliente_email: 'a@b.c' }],
    ['its alias', { email: 'a@b.c' }, { cliente_email: 'a@b.c' }],
    ['instructions on two lines', { indicaciones: 'Timbre 2\r\nFondo' }, { indicaciones: 'Timbre 2\nFondo' }],
    ['their alias', { notas: 'Fondo' }, { indicaciones: 'Fondo' }],
    [
      'an alias beside an empty field',
      { cliente_direccion: '', direccion: 'Av. 1' },
      { cliente_direccion: 'Av. 1' },
    ],
    ['both names with one value', { cliente_telefono: '11', telefono: ' 11 ' }, { cliente_telefono: '11' }],
    ['an empty phone', { telefono: '' }, { cliente_telefono: null }],
    ['spaces for an address', { direccion: '   ' }, { cliente_direccion: null }],
    ['null instructions', { indicaciones: null }, { indicaciones: null }],
    ['a text of 2 000 characters', { metodo_pago: 'x'.repeat(2_000) }, { metodo_pago: 'x'.repeat(2_000) }],
    ['a way to pay', { metodo_pago: 'efectivo' }, { metodo_pago: 'efectivo' }],
    ['a priority', { prioridad: 'baja' }, { prioridad: 'baja' }],
    ['no priority', { prioridad: null }, { prioridad: 'normal' }],
    [
      'a trader',
      { tipo_cliente: 'comerciante', prioridad: 'baja' },
      { tipo_cliente: 'comerciante', prioridad: 'alta' },
    ],
    ['a state', { estado: 'en-camino' }, { estado: 'en-camino' }],
    ['no state', {}, { estado: 'pendiente' }],
    ['an origin', { origen: 'web' }, { origen: 'web' }],
    [
      'the shop’s own dates',
      { fecha_creacion: 'ayer', fecha_pedido: '' },
      { extra: { fecha_creacion: 'ayer' } },
    ],
    ['unknown fields', { propina: 50, cupon: { c: ['X'] } }, { extra: { propina: 50, cupon: { c: ['X'] } } }],
    ['a field named extra', { extra: { a: 1 } }, { extra: { extra: { a: 1 } } }],
    [
      'fields named like methods',
      { constructor: 'x', toString: 1 },
      { extra: { constructor: 'x', toString: 1 } },
    ],
    ['no products', { productos: null }, { productos: [] }],
    ['a product as text', { productos: [' Yerba '] }, { productos: [{ nombre: 'Yerba', cantidad: 1 }] }],
    [
      'half a kilo',
      { productos: [{ nombre: 'Pan', cantidad: 0.5 }] },
      { productos: [{ nombre: 'Pan', cantidad: 0.5 }] },
    ],
    [
      'numbers of a product as text',
      { productos: [{ nombre: 'Pan', cantidad: '3', precio: ' 10.50', subtotal: '31.5' }] },
      { productos: [{ nombre: 'Pan', cantidad: 3, precio: 10.5, subtotal: 31.5 }] },
    ],
    [
      'a product with everything',
      {
        productos: [
          {
            nombre: 'Pan',
            cantidad: 1,
            precio: 0,
            subtotal: 0,
            sucursal: '',
            negocio: 'N',
            categoria: null,
            id: 7,
          },
        ],
      },
      {
        productos: [
          {
            nombre: 'Pan',
            cantidad: 1,
            precio: 0,
            subtotal: 0,
            sucursal: '',
            negocio: 'N',
            categoria: null,
            id: 7,
          },
        ],
      },
    ],
    [
      '500 products',
      { productos: Array(500).fill('Pan') },
      { productos: Array(500).fill({ nombre: 'Pan', cantidad: 1 }) },
    ],
  ];
  it.each(taken)('takes %s', (_name, fields, expected) => {
    expect(parsed(fields)).toMatchObject(expected);
  });

  const namesOf = (kind: string) =>
    orderFieldList
      .filter((field) => field.kind === kind)
      .flatMap(({ name, alias }) => (alias ? [name, alias] : [name]));
  const lines = [...namesOf('line'), ...shopDates];
  it.each([...lines, ...namesOf('text')])('refuses what is no text in %s', (field) => {
    const bad = [5, true, [], {}, ['x'], 'x'.repeat(2_001), 'a\0b', 'a\x07b', 'a\x7fb', 'a\ud800b', '\udc00'];
    for (const value of bad) expect([value, faults({ [field]: value })]).toEqual([value, [field]]);
  });

  it.each(lines)(
    'makes one line of %s: a comma for a line break, a space for a tab or a C1 character',
    (field) => {
      const kept = (text: string) => {
        const { extra, ...order } = parsed({ [field]: text });
        const name = aliases.find(([alias]) => alias === field)?.[1] ?? field;
        return { ...order, ...extra }[name];
      };
      expect(kept('Av. Siempreviva 742\nPiso 3 B')).toBe('Av. Siempreviva 742, Piso 3 B');
      expect(kept('\r\nAv. 742 ,\r\n\r\n Piso\u20283\n')).toBe('Av. 742, Piso, 3');
      expect(kept('Yerba\t1\u0096kg\u00a0\u3000')).toBe('Yerba 1 kg');
    },
  );

  it.each([...namesOf('text'), 'nota_de_la_tienda'])(
    'keeps the lines of %s, one kind of break between them',
    (field) => {
      const { indicaciones, extra } = parsed({ [field]: 'Timbre\t3B\r\nFondo\rDer.\u2029Dejar' });
      expect(extra[field] ?? indicaciones).toBe('Timbre 3B\nFondo\nDer.\nDejar');
    },
  );

  const unseen = [
    '\u200b',
    '\u2060\ufeff',
    '\u3164',
    '\u2800',
    '\u00ad',
    '\u202e',
    '\u200d',
    ' \ufe0f ',
    '\u{e0041}',
  ];
  it('refuses a required text of which nobody sees anything', () => {
    for (const text of unseen) {
      expect([text, faults({ cliente_nombre: text })]).toEqual([text, ['cliente_nombre']]);
      expect([text, faults({ numero: text })]).toEqual([text, ['numero']]);
      for (const product of [text, { nombre: text, cantidad: 1 }])
        expect([text, faults({ productos: [product] })]).toEqual([text, ['productos.0.nombre']]);
      expect([text, parsed({ direccion: text }).cliente_direccion]).toEqual([text, null]);
    }
  });

  it('composes letters, and takes out what is not seen and what turns the direction', () => {
    const name = parsed({ cliente_nombre: 'Jose\u0301 \u202eMun\u0303oz\u202c\u200b' }).cliente_nombre;
    expect(name).toBe('José Muñoz');
    expect(parsed({ cliente_nombre: 'e\u200b\u0301' }).cliente_nombre).toBe('é');
    expect(parsed({ cliente_nombre: '👩‍🍳 Ana ❤️' }).cliente_nombre).toBe('👩‍🍳 Ana ❤️');
    expect(parsed({ talle: { año: ['n\u0303\u200b'] } }).extra).toEqual({ talle: { año: ['ñ'] } });
  });

  it('takes numbers that look the same for the same', () => {
    const same = [
      'Ñ-1 A',
      'N\u0303-1 A',
      'Ñ\u20111  A',
      '\u200eÑ\u20101\u00a0A\u200b',
      'Ñ−1\u2009A ',
      'Ñ-1\u00ad A',
    ];
    expect(same.map((numero) => parsed({ numero }).numero)).toEqual(same.map(() => 'Ñ-1 A'));
    expect(parsed({ numero: 'ñ-1' }).numero).toBe('ñ-1');
  });

  it('refuses a number that no address can name, and takes others of dots', () => {
    for (const numero of ['.', '..', ' . ', '.\u200b.'])
      expect([numero, faults({ numero })]).toEqual([numero, ['numero']]);
    expect(['...', '1.', 'A/..'].map((numero) => parsed({ numero }).numero)).toEqual(['...', '1.', 'A/..']);
  });

  it('takes whatever a store of a version before has accepted, under its own number', () => {
    const ofBefore = {
      ...least,
      numero: 'A\u200b-1',
      cliente_nombre: '\u200b',
      productos: ['\u3164', 'Pan'],
    };
    for (const numero of ['A\u200b-1', '..', 'A\u2011 1']) {
      const result = parseTicketBody({ ...ofBefore, numero }, { relayed: true });
      const productos = ['—', 'Pan'].map((nombre) => ({ nombre, cantidad: 1 }));
      expect(result).toMatchObject({ ok: true, value: { numero, cliente_nombre: '—', productos } });
    }
  });

  it('hands the body on with its texts clean, and the same one where there was nothing to clean', () => {
    const plain = { ...least, productos: [{ nombre: 'Pan', cantidad: 1, nota: ' x ' }], x: { y: ['\n'] } };
    const same = parseTicketBody(plain);
    expect(same.ok && same.body).toBe(plain);
    const odd = {
      ...plain,
      direccion: 'a\tb',
      productos: [' Té', { nombre: 'Pan\n', cantidad: '3', n: ['\t'] }],
    };
    expect(parseTicketBody(odd)).toMatchObject({
      body: { ...plain, direccion: 'a b', productos: ['Té', { nombre: 'Pan', cantidad: 3, n: [''] }] },
    });
    expect(odd.direccion).toBe('a\tb');
  });

  const refused: [string, unknown[]][] = [
    [
      'numero',
      [
        null,
        '',
        '  ',
        'x'.repeat(65),
        1.5,
        2 ** 53,
        Number.POSITIVE_INFINITY,
        true,
        [],
        ['A'],
        {},
        'a\0',
        'a\nb',
        'a\u2028b',
        '\ud800',
      ],
    ],
    ['cliente_nombre', [null, '', ' ', 'x'.repeat(201), 5, [], {}, 'a\0b', '\ud800']],
    [
      'total',
      [
        null,
        '',
        ' ',
        -1,
        -0.01,
        '-1',
        'abc',
        '1,50',
        '$ 5',
        '1e3',
        '0x10',
        'NaN',
        'Infinity',
        true,
        [],
        [5],
        {},
      ],
    ],
    [
      'total',
      [1.005, '0.001', 1e12, '1000000000000', 1e300, Number.POSITIVE_INFINITY, Number.NaN, '9'.repeat(400)],
    ],
    ['prioridad', ['', 'urgente', 'ALTA', 1, [], ['alta']]],
    ['estado', ['', 'listo', 'Pendiente', 1, {}]],
    ['productos', ['Pan', 5, {}, { 0: 'Pan' }, true, '', Array(501).fill('Pan')]],
  ];
  it.each(refused)('refuses what cannot be %s', (field, values) => {
    for (const value of values) expect([value, faults({ [field]: value })]).toEqual([value, [field]]);
  });

  const product = { nombre: 'Pan', cantidad: 1, precio: 10 };
  const badProducts: [string, unknown, string][] = [
    ['null', null, 'productos.1'],
    ['a number', 5, 'productos.1'],
    ['a list', ['Pan'], 'productos.1'],
    ['an empty text', '', 'productos.1.nombre'],
    ['a text of 2 001 characters', 'x'.repeat(2_001), 'productos.1.nombre'],
    ['no name', { cantidad: 1 }, 'productos.1.nombre'],
    ['no quantity', { nombre: 'Pan' }, 'productos.1.cantidad'],
    ['a quantity in words', { ...product, cantidad: 'dos' }, 'productos.1.cantidad'],
    ['a quantity with its unit', { ...product, cantidad: '2 kg' }, 'productos.1.cantidad'],
    ['a quantity of 0 as text', { ...product, cantidad: '0' }, 'productos.1.cantidad'],
    ['a quantity of 0', { ...product, cantidad: 0 }, 'productos.1.cantidad'],
    ['a negative quantity', { ...product, cantidad: -1 }, 'productos.1.cantidad'],
    ['an endless quantity', { ...product, cantidad: Number.POSITIVE_INFINITY }, 'productos.1.cantidad'],
    ['a price with its currency', { ...product, precio: '$ 10' }, 'productos.1.precio'],
    ['a negative price', { ...product, precio: -1 }, 'productos.1.precio'],
    ['a huge price', { ...product, precio: 1e300 }, 'productos.1.precio'],
    ['a negative subtotal', { ...product, subtotal: -1 }, 'productos.1.subtotal'],
    ['a category that is a number', { ...product, categoria: 5 }, 'productos.1.categoria'],
    ['a shop with NUL', { ...product, negocio: 'a\0' }, 'productos.1.negocio'],
    ['an unknown field with NUL', { ...product, marca: 'a\0' }, 'productos.1.marca'],
  ];
  it.each(badProducts)('refuses a product with %s', (_name, bad, campo) => {
    expect(faults({ productos: [product, bad] })).toEqual([campo]);
  });

  it.each(aliases)('refuses %s that contradicts %s', (alias, field) => {
    expect(faults({ [alias]: 'uno', [field]: 'otro' })).toEqual([alias]);
  });

  it('describes the number as required for a ticket and optional for an order', () => {
    expect(ticketBodySchema.safeParse({ cliente_nombre: 'Ana', total: 1 }).success).toBe(false);
    expect(orderBodySchema.safeParse({ cliente_nombre: 'Ana', total: 1 }).success).toBe(true);
    expect(parseOrderBody({ cliente_nombre: 'Ana', total: 1 })).toMatchObject({
      ok: true,
      value: { numero: null },
    });
    expect(parseOrderBody({ ...least, numero: 7 })).toMatchObject({ ok: true, value: { numero: '7' } });
    expect(parseOrderBody({ ...least, numero: '' })).toMatchObject({
      ok: false,
      errores: [{ campo: 'numero' }],
    });
  });
});
