import { readFileSync } from 'node:fs';
import { canonicalOrder } from '@relevo/ticket-rules';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTicketBody } from './order.ts';
import { maxExtraBytes } from './text.ts';

const least = '"numero":"A-1","cliente_nombre":"Ana","total":100';

/** The faults of a body as it comes over the wire, `campo: mensaje`. */
function faultsOf(json: string): string[] {
  const result = parseTicketBody(JSON.parse(json));
  return result.ok ? [] : result.errores.map(({ campo, mensaje }) => `${campo}: ${mensaje}`);
}

describe('parseTicketBody', () => {
  it('names every bad field at once, in Spanish', () => {
    const json = `{"numero":"","cliente_nombre":5,"total":-1,"direccion":"a","cliente_direccion":"b","x":"\\u0000",
      "estado":"listo","productos":["Pan",{"nombre":"Leche","cantidad":"dos"}]}`;
    expect(faultsOf(json)).toEqual([
      'numero: no puede estar vacío',
      'cliente_nombre: debe ser un texto',
      'total: debe ser un número mayor o igual que 0',
      'productos.1.cantidad: debe ser un número mayor que 0',
      'estado: debe ser uno de: pendiente, en-preparacion, en-camino, entregado, cancelado',
      'direccion: contradice a cliente_direccion: se envió con los dos nombres',
      'x: no puede contener caracteres de control',
    ]);
  });

  it('takes 16 KiB of unknown fields together, and beyond names the largest, beside the other faults', () => {
    const order = {
      ...JSON.parse(`{${least}}`),
      productos: [{ nombre: 'Pan', cantidad: 1, x: 'x'.repeat(2_000) }],
    };
    const most = { ...order, lista: Array(8).fill('ñ'.repeat(1_000)), é: 'x'.repeat(341) };
    const kept = { lista: most.lista, é: most.é };
    expect(Buffer.byteLength(JSON.stringify(kept))).toBe(maxExtraBytes);
    expect(parseTicketBody(most).ok).toBe(true);
    expect(faultsOf(JSON.stringify({ ...most, é: `${most.é}x`, total: -1 }))).toEqual([
      'total: debe ser un número mayor o igual que 0',
      'lista: es el mayor de los campos que no se conocen, y juntos pueden ocupar a lo sumo 16 KiB',
    ]);
    expect(faultsOf(JSON.stringify({ ...order, extra: { a: Array(2_500).fill(123_456) } }))).toEqual([
      expect.stringMatching(/^extra: .* 16 KiB$/),
    ]);
    expect(parseTicketBody({ ...most, b: 'x'.repeat(2_000) }, { relayed: true }).ok).toBe(true);
  });

  it('takes 64 KiB of unknown fields of products together, and beyond names the largest', () => {
    const product = (note: string) => ({ nombre: 'Pan', cantidad: 1, nota: note });
    const order = (notes: string[]) => ({ ...JSON.parse(`{${least}}`), productos: notes.map(product) });
    expect(parseTicketBody(order(Array(30).fill('x'.repeat(2_000)))).ok).toBe(true);
    expect(
      faultsOf(JSON.stringify(order([...Array(40).fill('x'.repeat(1_900)), 'x'.repeat(2_000)]))),
    ).toEqual([
      'productos.40.nota: es el mayor de los campos que no se conocen, y juntos pueden ocupar a lo sumo 64 KiB',
    ]);
  });

  it.each([
    [
      'fields',
      Object.fromEntries(Array.from({ length: 501 }, (_, nth) => [`k${nth}`, 1])),
      /^k500: hay más de 500/,
    ],
    ['parts of one field', { x: Array(20_000).fill([]) }, /^x: .* 10000 partes$/],
    [
      'parts of products',
      { productos: Array(500).fill({ nombre: 'Pan', cantidad: 1, x: Array(20).fill(0) }) },
      /^productos\.\d+\.x: .* 10000 partes$/,
    ],
  ])('refuses too many unknown %s before it looks at each', (_what, more, fault) => {
    const order = { ...JSON.parse(`{${least}}`), ...more };
    expect(faultsOf(JSON.stringify(order))).toEqual([expect.stringMatching(fault)]);
    expect(parseTicketBody(order, { relayed: true }).ok).toBe(true);
  });

  it('tells a missing field from a wrong one', () => {
    expect(faultsOf('{}')).toEqual([
      'numero: es obligatorio',
      'cliente_nombre: es obligatorio',
      'total: es obligatorio',
    ]);
    expect(faultsOf('{"numero":null,"cliente_nombre":null,"total":null}')).not.toContain(
      'numero: es obligatorio',
    );
  });

  it.each(['null', '[]', '[{}]', '5', '"texto"', 'true'])('refuses %s as a body', (json) => {
    expect(faultsOf(json)).toEqual(['cuerpo: debe ser un objeto JSON']);
  });

  it('refuses numbers that JSON can write and no number can hold', () => {
    expect(faultsOf('{"numero":1e400,"cliente_nombre":"Ana","total":1e400,"x":{"y":[-1e400]}}')).toEqual([
      'numero: debe ser un texto de 1 a 64 caracteres o un número entero',
      'total: debe ser un número mayor o igual que 0',
      'x: es un número demasiado grande',
    ]);
  });

  it.each([
    ['__proto__', '"__proto__":{"admin":true}'],
    ['x', '"x":[{"__proto__":{"admin":true}}]'],
    ['productos.0.__proto__', '"productos":[{"nombre":"Pan","cantidad":1,"__proto__":{"cantidad":9}}]'],
  ])('refuses __proto__ in %s and leaves every prototype alone', (campo, field) => {
    expect(faultsOf(`{${least},${field}}`)).toEqual([`${campo}: no es un nombre de campo permitido`]);
    expect(({} as Record<string, unknown>).admin).toBeUndefined();
  });

  it.each(['x', 'productos'])('refuses deep nesting in %s before it can exhaust the stack', (field) => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    const value = field === 'productos' ? `[{"nombre":"Pan","cantidad":1,"x":${deep}}]` : deep;
    const campo = field === 'productos' ? 'productos.0.x' : 'x';
    expect(faultsOf(`{${least},"${field}":${value}}`)).toEqual([
      `${campo}: puede anidar a lo sumo 16 niveles`,
    ]);
  });

  it('keeps 16 levels and refuses 17', () => {
    const nested = (levels: number) => `{${least},"x":${'['.repeat(levels)}${']'.repeat(levels)}}`;
    expect(faultsOf(nested(16))).toEqual([]);
    expect(faultsOf(nested(17))).toHaveLength(1);
  });

  it('looks into unknown fields: lone surrogates, NUL and long texts, in names as in values', () => {
    expect(faultsOf(`{${least},"x":"\\ud800"}`)).toEqual(['x: no puede contener caracteres de control']);
    expect(faultsOf(`{${least},"x":{"y":["a\\u0000"]}}`)).toEqual([
      'x: no puede contener caracteres de control',
    ]);
    expect(faultsOf(`{${least},"a\\u0000b":1}`)).toEqual([
      'a\\u0000b: no puede contener caracteres de control',
    ]);
    expect(faultsOf(`{${least},"\\ud800":1}`)).toEqual(['\\ud800: no puede contener caracteres de control']);
    expect(faultsOf(`{${least},"x":"${'y'.repeat(2_001)}"}`)).toEqual([
      'x: puede tener a lo sumo 2000 caracteres',
    ]);
    expect(faultsOf(`{${least},"x":"dos\\nlíneas 🧉"}`)).toEqual([]);
  });

  it('never throws, speaks Spanish, and what it takes can be stored and shown', () => {
    const field = fc.constantFrom(
      ...[
        'numero',
        'cliente_nombre',
        'total',
        'direccion',
        'cliente_direccion',
        'productos',
        'prioridad',
        'estado',
      ],
      ...['notas', 'nombre', 'cantidad', 'precio', 'x', '__proto__', 'constructor'],
    );
    const value = fc.oneof(
      fc.jsonValue(),
      fc.double(),
      fc.dictionary(field, fc.jsonValue()),
      fc.array(fc.dictionary(field, fc.jsonValue())),
    );
    const good = { numero: fc.string(), cliente_nombre: fc.string(), total: fc.float({ min: 0 }) };
    const body = fc.oneof(
      fc.dictionary(field, value),
      fc.tuple(fc.record(good), fc.dictionary(field, value)).map(mergeAsJson),
    );
    fc.assert(
      fc.property(body, (sent) => {
        const result = parseTicketBody(sent);
        if (!result.ok) {
          expect(result.errores.length).toBeGreaterThan(0);
          for (const { mensaje } of result.errores)
            expect(mensaje).not.toMatch(/invalid|expected|too (big|small)/i);
          return;
        }
        expect(JSON.stringify(result.value).isWellFormed()).toBe(true);
        const again = parseTicketBody(JSON.parse(JSON.stringify({ ...sent })));
        expect(again.ok && canonicalOrder(again.value)).toBe(canonicalOrder(result.value));
      }),
      { numRuns: 500 },
    );
  });
});

describe('the example orders', () => {
  type Example = { caso: string; cuerpo: Record<string, unknown> };
  const file = new URL('../examples/orders.json', import.meta.url);
  const examples: Example[] = JSON.parse(readFileSync(file, 'utf8'));

  it.each(examples)('takes "$caso" and drops nothing', ({ cuerpo }) => {
    const result = parseTicketBody(cuerpo);
    if (!result.ok) throw new Error(JSON.stringify(result.errores));
    const { extra, totalCentavos, ...order } = result.value;
    const kept: Record<string, unknown> = { ...order, ...extra, total: totalCentavos / 100 };
    const names: Record<string, string> = { direccion: 'cliente_direccion', telefono: 'cliente_telefono' };
    for (const [field, sent] of Object.entries(cuerpo)) {
      // A trader's order becomes urgent, a product as text an object: those two are looked at below.
      if (field === 'prioridad' || field === 'productos') continue;
      expect([field, kept[names[field] ?? field]]).toEqual([field, sent === '' ? null : sent]);
    }
    expect(order.productos).toHaveLength((cuerpo.productos as unknown[] | undefined)?.length ?? 0);
  });

  it('keeps every field of every product and makes texts into products', () => {
    const [whole, asTexts, smallest] = examples.map(({ cuerpo }) => parseTicketBody(cuerpo));
    expect(whole).toMatchObject({
      value: { productos: examples[0]?.cuerpo.productos, prioridad: 'normal', totalCentavos: 370_000 },
    });
    const productos = ['Fideos 500g x1', 'Azúcar 1kg x2'].map((nombre) => ({ nombre, cantidad: 1 }));
    expect(asTexts).toMatchObject({ value: { productos, prioridad: 'alta' } });
    expect(smallest).toEqual({
      ok: true,
      body: examples[2]?.cuerpo,
      value: {
        ...{ numero: 'TEST-001', cliente_nombre: 'Test', totalCentavos: 10_000, productos: [] },
        ...{ cliente_direccion: null, cliente_telefono: null, cliente_email: null },
        ...{ metodo_pago: null, indicaciones: null, tipo_cliente: null, origen: null },
        ...{ prioridad: 'normal', estado: 'pendiente', extra: {} },
      },
    });
  });
});

// As JSON.parse does: a key `__proto__` becomes a field. Object.assign would change the prototype instead.
function mergeAsJson(parts: object[]): object {
  return Object.fromEntries(parts.flatMap((part) => Object.entries(part)));
}
