import { anOrder } from './orders.ts';

/** A field of an order as JSON text that must be refused, with the fields that the answer must name. */
export type BadField = { field: string; json: string; campos?: string[] };

const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
const product = (fields: string) => `[{"nombre":"Pan","cantidad":1},{${fields}}]`;

/** The same faults for whoever takes orders: each alone in an order that is good otherwise. */
export const badFields: BadField[] = [
  { field: 'numero', json: '""' },
  { field: 'numero', json: '"   "' },
  { field: 'numero', json: '1.5' },
  { field: 'numero', json: '1e400' },
  { field: 'numero', json: '9007199254740993' },
  { field: 'numero', json: '["A"]' },
  { field: 'numero', json: 'true' },
  { field: 'numero', json: `"${'9'.repeat(65)}"` },
  { field: 'numero', json: '"A\\nB"' },
  { field: 'numero', json: '"."' },
  { field: 'numero', json: '" .. "' },
  { field: 'numero', json: '"\\u200b"' },
  { field: 'cliente_nombre', json: '7' },
  { field: 'cliente_nombre', json: 'null' },
  { field: 'cliente_nombre', json: '""' },
  { field: 'cliente_nombre', json: '"\\ud800"' },
  { field: 'cliente_nombre', json: '"a\\u0000b"' },
  { field: 'cliente_nombre', json: '"\\u2060\\ufeff"' },
  { field: 'cliente_nombre', json: '"\\u3164 \\u2800"' },
  { field: 'cliente_nombre', json: `"${'a'.repeat(201)}"` },
  { field: 'total', json: 'null' },
  { field: 'total', json: '""' },
  { field: 'total', json: '-0.01' },
  { field: 'total', json: '"-5"' },
  { field: 'total', json: '1e400' },
  { field: 'total', json: '1e15' },
  { field: 'total', json: '0.001' },
  { field: 'total', json: '"NaN"' },
  { field: 'total', json: '"1e3"' },
  { field: 'total', json: '[100]' },
  { field: 'total', json: '{}' },
  { field: 'total', json: 'true' },
  { field: 'cliente_telefono', json: '1155550000' },
  { field: 'cliente_email', json: '{"a":1}' },
  { field: 'direccion', json: '"Otra 1"' },
  { field: 'indicaciones', json: '"a\\u0007"' },
  { field: 'metodo_pago', json: '"\\udfff"' },
  { field: 'estado', json: '"listo"' },
  { field: 'estado', json: '"Pendiente"' },
  { field: 'estado', json: '1' },
  { field: 'prioridad', json: '"urgente"' },
  { field: 'productos', json: '"Pan"' },
  { field: 'productos', json: '{"0":"Pan"}' },
  { field: 'productos', json: `[${'"Pan",'.repeat(500)}"Pan"]` },
  { field: 'productos', json: '["Pan",null,7,[]]', campos: ['productos.1', 'productos.2', 'productos.3'] },
  { field: 'productos', json: '[""]', campos: ['productos.0.nombre'] },
  { field: 'productos', json: '["\\u00ad"]', campos: ['productos.0.nombre'] },
  { field: 'productos', json: product('"nombre":"\\u200b","cantidad":1'), campos: ['productos.1.nombre'] },
  { field: 'productos', json: product('"nombre":"Té","cantidad":0'), campos: ['productos.1.cantidad'] },
  {
    field: 'productos',
    json: product('"nombre":5,"cantidad":"dos","precio":-1'),
    campos: ['productos.1.nombre', 'productos.1.cantidad', 'productos.1.precio'],
  },
  {
    field: 'productos',
    json: product(`"nombre":"Té","cantidad":1,"x":${deep(20)}`),
    campos: ['productos.1.x'],
  },
  { field: 'x', json: '1e400' },
  { field: 'x', json: '{"y":["\\ud83d"]}' },
  { field: 'x', json: deep(17) },
  { field: 'x', json: `"${'x'.repeat(2_001)}"` },
  { field: 'a\u0000b', json: '1', campos: ['a\\u0000b'] },
  { field: '__proto__', json: '{"total":1}' },
  { field: 'x', json: '{"__proto__":{"admin":true}}' },
];

/** An order with this field in place of its own, as JSON text. */
export function orderWith(numero: string, { field, json }: BadField): string {
  const { [field]: _replaced, ...rest } = anOrder(numero) as Record<string, unknown>;
  return `{${JSON.stringify(field)}:${json},${JSON.stringify(rest).slice(1)}`;
}

/** Bodies that are no order at all. `campos` where they can be parsed. */
export const notOrders: { what: string; text: string; campos?: string[] }[] = [
  { what: 'nothing', text: '' },
  { what: 'half an object', text: '{"numero":"A"' },
  { what: 'two objects', text: '{}{}' },
  { what: 'a form', text: 'numero=A&total=1' },
  { what: 'NaN for a number', text: '{"total":NaN}' },
  { what: 'a raw line break in a text', text: '{"numero":"A\nB"}' },
  { what: '100 000 lists in one another', text: deep(100_000) },
  { what: 'null', text: 'null', campos: ['cuerpo'] },
  { what: 'a number', text: '5', campos: ['cuerpo'] },
  { what: 'a text', text: '"pedido"', campos: ['cuerpo'] },
  { what: 'a list', text: '[{"numero":"A","cliente_nombre":"Ana","total":1}]', campos: ['cuerpo'] },
];

/** A good order with a byte in its name that no UTF-8 text has. */
export function orderInLatin1(numero: string): Buffer {
  return Buffer.from(JSON.stringify(anOrder(numero)), 'latin1');
}

/** A good order of about 1 MB. */
export function hugeOrder(numero: string): string {
  return JSON.stringify(anOrder(numero, { relleno: Array.from({ length: 600 }, () => 'x'.repeat(1_900)) }));
}
