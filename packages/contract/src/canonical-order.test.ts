import { otherValues } from '@relevo/testkit/orders';
import {
  canonicalForms,
  canonicalOrder,
  canonicalVersion,
  canonicalVersions,
  forgetOrder,
  type Order,
  type OrderField,
  type OrderFieldName,
  orderFieldList,
  orderFields,
} from '@relevo/ticket-rules';
import { describe, expect, it } from 'vitest';
import { isOrderOfBefore, parseTicketBody } from './order.ts';

const order = {
  numero: 'A-1',
  cliente_nombre: 'Ana Díaz',
  cliente_direccion: 'Av. Belgrano 123',
  cliente_telefono: '11-1234',
  cliente_email: 'ana@example.com',
  productos: [
    { nombre: 'Pan', cantidad: 2, precio: 100, opciones: { sal: 'sin', corte: 'fino' } },
    { nombre: 'Leche', cantidad: 1 },
  ],
  total: 1500.5,
  metodo_pago: 'efectivo',
  indicaciones: 'Timbre 2',
  origen: 'web',
  fecha_creacion: '2026-11-22T06:00:00',
};
const [pan, leche] = order.productos;

function canonical(changes: Record<string, unknown> = {}, version?: number) {
  const result = parseTicketBody({ ...order, ...changes });
  if (!result.ok) throw new Error(JSON.stringify(result.errores));
  return canonicalOrder(result.value, version);
}

/**
 * Which fields each version of the canonical form added, and whether they identify an order. Only ever append a version:
 * a field added to one that a database may hold already would turn stored orders that are sent again into conflicts.
 */
const added: Record<number, { identify: OrderFieldName[]; others: OrderFieldName[] }> = {
  1: {
    identify: [
      ...(['cliente_nombre', 'cliente_direccion', 'cliente_telefono', 'cliente_email'] as const),
      ...(['productos', 'total', 'metodo_pago', 'indicaciones'] as const),
    ],
    others: ['numero', 'prioridad', 'tipo_cliente', 'origen', 'estado'],
  },
  // From this one on texts count by what is read of them.
  2: { identify: [], others: [] },
};

it('adds to each version the fields listed here, and no others', () => {
  expect(Object.keys(added).map(Number)).toEqual(canonicalVersions);
  const namesOf = (version: number, identifies: boolean) =>
    orderFieldList
      .filter((field) => field.since === version && field.identifies === identifies)
      .map(({ name }) => name);
  for (const version of canonicalVersions) {
    expect(namesOf(version, true)).toEqual(added[version]?.identify);
    expect(namesOf(version, false)).toEqual(added[version]?.others);
  }
});

describe('canonicalOrder', () => {
  const same: [string, Record<string, unknown>][] = [
    ['rebuilt dates', { fecha_creacion: '2026-11-22T06:00:01', fecha_pedido: 'hoy' }],
    ['another origin', { origen: 'app' }],
    ['another kind of customer', { tipo_cliente: 'comerciante' }],
    ['another priority', { prioridad: 'alta' }],
    ['another state', { estado: 'en-preparacion' }],
    ['unknown fields', { intento: 2, cupon: 'X' }],
    ['the number: it is compared by itself', { numero: 'A-2' }],
    ['space around texts', { cliente_nombre: ' Ana Díaz ', indicaciones: 'Timbre 2\n' }],
    ['the total as text', { total: '1500.50' }],
    ['a total with float dust', { total: 1500.5000000000002 }],
    ['an alias instead of the name', { cliente_telefono: undefined, telefono: '11-1234' }],
    ['the shop’s stock', { productos: [{ ...pan, stock: 49 }, leche] }],
    ['null for an absent field', { productos: [pan, { ...leche, precio: null, marca: null }] }],
    [
      'keys in another order',
      {
        productos: [
          { opciones: { corte: 'fino', sal: 'sin' }, precio: 100, cantidad: 2, nombre: 'Pan' },
          leche,
        ],
      },
    ],
    ['a product as text', { productos: [pan, 'Leche'] }],
    ['a quantity and a price as text', { productos: [{ ...pan, cantidad: '2', precio: ' 100.00 ' }, leche] }],
    ['decomposed accents', { cliente_nombre: 'Ana Díaz'.normalize('NFD') }],
    [
      'other kinds and numbers of spaces',
      { cliente_nombre: 'Ana\u00a0\u2009 Díaz', metodo_pago: 'efectivo\t' },
    ],
    ['signs that nobody sees', { cliente_nombre: '\u200eAna \u200bDí\u00adaz\u2060' }],
    [
      'the same in a product’s own fields',
      { productos: [{ ...pan, opciones: { sal: 'sin\u200b', corte: ' fino' } }, leche] },
    ],
  ];
  it.each(same)('is the same with %s', (_name, changes) => {
    expect(canonical(changes)).toBe(canonical());
  });

  const lines = { indicaciones: 'Timbre 3\nDejar en portería' };
  it.each(['\r\n', '\r', '\u2028', ' \n ', '\n\n', ' '])('is the same with %j between lines', (between) => {
    const again = { indicaciones: lines.indicaciones.replace('\n', between) };
    expect(canonical(again)).toBe(canonical(lines));
  });

  const withPicture = (foto: string) => canonical({ productos: [{ ...pan, foto }, leche] });
  const s3 = 'https://fotos.example.com/pan?tam=1&X-Amz-Date=20261128T1&X-Amz-Signature=';
  it.each([
    [`${s3}a1`, `${s3}b2&X-Amz-Expires=60`],
    ['https://cdn.example.com/pan.jpg?sig=a&se=2026', 'https://cdn.example.com/pan.jpg?sig=b&se=2027#x'],
    ['https://cdn.example.com/pan.WEBP?v=17', 'https://cdn.example.com/pan.WEBP'],
    ['https://x.example.com/o/pan?alt=media&token=1', 'https://x.example.com/o/pan?alt=media&token=2'],
  ])('is the same with a new signature in a picture’s address: %s', (one, other) => {
    expect(withPicture(one)).toBe(withPicture(other));
  });

  it.each([
    [`${s3}a1`, s3.replace('tam=1', 'tam=2')],
    ['https://cdn.example.com/pan.jpg?v=1', 'https://cdn.example.com/torta.jpg?v=1'],
    ['https://torta.example.com/?diseno=12', 'https://torta.example.com/?diseno=13'],
  ])('is another with another address: %s', (one, other) => {
    expect(withPicture(one)).not.toBe(withPicture(other));
  });

  const other: [string, Record<string, unknown>][] = [
    ['name', { cliente_nombre: 'Ana Diaz' }],
    ['address', { cliente_direccion: 'Av. Belgrano 124' }],
    ['no address', { cliente_direccion: '' }],
    ['phone', { cliente_telefono: '11-1235' }],
    ['email', { cliente_email: 'otra@example.com' }],
    ['total', { total: 1500.51 }],
    ['payment', { metodo_pago: 'tarjeta' }],
    ['instructions', { indicaciones: 'Timbre 3' }],
    ['quantity', { productos: [{ ...pan, cantidad: 3 }, leche] }],
    ['price', { productos: [{ ...pan, precio: 101 }, leche] }],
    ['unknown field of a product', { productos: [{ ...pan, talle: 'L' }, leche] }],
    ['nested option', { productos: [{ ...pan, opciones: { sal: 'con', corte: 'fino' } }, leche] }],
    ['number of products', { productos: [pan] }],
    ['order of the products', { productos: [leche, pan] }],
    [
      'field: a value moved to its neighbour',
      { cliente_telefono: 'ana@example.com', cliente_email: '11-1234' },
    ],
  ];
  it.each(other)('is another with another %s', (_name, changes) => {
    expect(canonical(changes)).not.toBe(canonical());
  });
});

it.each(orderFieldList)('makes another order of another $name: $identifies', ({ name, identifies }) => {
  const isAnother = canonical({ [name]: otherValues[name] }) !== canonical();
  expect(isAnother).toBe(identifies);
});

describe('a field that the form gets later', () => {
  const next = canonicalVersion + 1;
  const later: Record<string, OrderField> = {
    ...orderFields,
    ensayo_texto: { kind: 'line', since: next, identifies: true },
    ensayo_monto: { kind: 'amount', since: next + 1, identifies: true },
    ensayo_nota: { kind: 'line', since: next + 1, identifies: false },
  };
  const forms = canonicalForms(later);
  const evening = orderWith({ ensayo_texto: '20 a 21 h', ensayo_montoCentavos: 100, ensayo_nota: 'Any' });
  const night = orderWith({ ensayo_texto: '23 h', ensayo_montoCentavos: 100, ensayo_nota: 'Any' });
  const plain = orderWith({ ensayo_texto: null, ensayo_montoCentavos: null, ensayo_nota: null });

  function orderWith(more: Record<string, unknown>): Order {
    const result = parseTicketBody(order);
    if (!result.ok) throw new Error(JSON.stringify(result.errores));
    return { ...result.value, ...more };
  }

  it('does not count for what was stored before it', () => {
    expect(forms.versions).toEqual([...canonicalVersions, next, next + 1]);
    for (const one of [evening, night, plain])
      for (const version of canonicalVersions) expect(forms.text(one, version)).toBe(canonical({}, version));
    expect(forms.text(evening, next)).toBe(
      forms.text({ ...evening, ...{ ensayo_montoCentavos: 900 } }, next),
    );
  });

  it('tells one order from another from its version on', () => {
    expect(forms.current).toBe(next + 1);
    expect(forms.text(evening)).not.toBe(forms.text(night));
    expect(forms.text(evening, next)).not.toBe(forms.text(night, next));
    expect(forms.text(evening)).not.toBe(forms.text(plain));
  });

  it('does not count at all where it is not what makes an order this order', () => {
    expect(forms.text({ ...evening, ...{ ensayo_nota: 'Otra' } })).toBe(forms.text(evening));
  });

  it('is not known to an older release, which says so', () => {
    expect(() => canonicalOrder(evening, 99)).toThrow('newer release');
  });
});

// The texts of version 1, to the letter: every fingerprint that is stored was made of them.
it('never changes a version that is stored', () => {
  expect(canonical({}, 2)).toBe(canonical({}, 1));
  expect(canonical({}, 1)).toBe(
    JSON.stringify([
      'Ana Díaz',
      'Av. Belgrano 123',
      '11-1234',
      'ana@example.com',
      [
        [
          ['cantidad', 2],
          ['nombre', 'Pan'],
          [
            'opciones',
            [
              ['corte', 'fino'],
              ['sal', 'sin'],
            ],
          ],
          ['precio', 100],
        ],
        [
          ['cantidad', 1],
          ['nombre', 'Leche'],
        ],
      ],
      150_050,
      'efectivo',
      'Timbre 2',
    ]),
  );
});

it('spells an order of plain texts as it is, whether or not another text in it is spelled anew', () => {
  const plain = canonical();
  const { productos, ...rest } = order;
  const signed = { ...leche, foto: 'https://x.example.com/leche?token=1' };
  expect(canonical({ ...rest, productos: [pan, signed] })).toBe(
    plain.replace(
      '[["cantidad",1],["nombre"',
      '[["cantidad",1],["foto","https://x.example.com/leche"],["nombre"',
    ),
  );
});

describe('an order that a version before this has stored', () => {
  const odd = {
    cliente_nombre: 'Jose\u0301 Muñoz',
    indicaciones: 'Timbre 3\r\nPortería ',
    productos: [
      'Té\u00a0verde ',
      { nombre: ' Pan', cantidad: 1, foto: 'https://x.example.com/a?sig=1', nota: ' con\u200b ' },
    ],
  };
  const clean = {
    cliente_nombre: 'José Muñoz',
    indicaciones: 'Timbre 3\nPortería',
    productos: [
      'Té verde',
      { nombre: 'Pan', cantidad: 1, foto: 'https://x.example.com/a?sig=2', nota: ' con ' },
    ],
  };
  // As that version took it: only trimmed.
  const taken = JSON.stringify([
    'Jose\u0301 Muñoz',
    ...['Av. Belgrano 123', '11-1234', 'ana@example.com'],
    [
      [
        ['cantidad', 1],
        ['nombre', 'Té\u00a0verde'],
      ],
      [
        ['cantidad', 1],
        ['foto', 'https://x.example.com/a?sig=1'],
        ['nombre', 'Pan'],
        ['nota', ' con\u200b '],
      ],
    ],
    ...[150_050, 'efectivo', 'Timbre 3\r\nPortería'],
  ]);
  const sent = (changes: object) => ({ ...order, ...changes });
  const forgotten = forgetOrder(sent(odd), () => false);
  const knows = (body: object, stored: object, storedText = taken) => {
    const before = { canonicalVersion: 1, body: JSON.stringify(stored) };
    return isOrderOfBefore(body, before, (text) => text === storedText);
  };

  it('is known in the spelling in which it came, also where its customer was forgotten', () => {
    expect(knows(sent(odd), forgotten)).toBe(true);
  });

  it('is known in another spelling by what is stored of it', () => {
    expect(knows(sent(clean), sent(odd))).toBe(true);
    expect(knows(sent(clean), forgotten)).toBe(false);
  });

  it('is known where it was stored clean and comes in another spelling', () => {
    const stored = canonical({}, 1);
    const oddly = sent({ cliente_nombre: 'Ana Díaz'.normalize('NFD') });
    expect(knows(oddly, forgotten, stored)).toBe(true);
  });

  it('is another with another word in it', () => {
    const other = sent({ ...odd, cliente_nombre: 'Jose Munoz' });
    expect(knows(other, sent(odd))).toBe(false);
  });
});
