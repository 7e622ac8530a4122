import { orderFieldList, shopDates } from '@relevo/ticket-rules';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { fieldDocs, productDocs } from './field-words.ts';
import { orderBodySchema, parseOrderBody, parseTicketBody, productSchema } from './order.ts';

const order = { numero: 'A-1', cliente_nombre: 'Ana', total: 10 };
const warned = (more: object) => parseOrderBody({ ...order, ...more }).avisos?.map(({ campo }) => campo);
const meant = (more: object) =>
  parseOrderBody({ ...order, ...more }).avisos?.map(({ mensaje }) => /«(.+)»/.exec(mensaje)?.[1]);

it.each([
  ['productoz', 'productos'],
  ['Productos', 'productos'],
  ['prodcutos', 'productos'],
  ['items', 'productos'],
  ['line_items', 'productos'],
  ['lineItems', 'productos'],
  ['metodo-pago', 'metodo_pago'],
  ['método_pago', 'metodo_pago'],
  ['payment_method', 'metodo_pago'],
  ['telefonos', 'cliente_telefono'],
  ['cliente_telefon', 'cliente_telefono'],
  ['address', 'cliente_direccion'],
  ['notes', 'indicaciones'],
  ['priority', 'prioridad'],
])('warns of %s, which seems to be %s', (name, field) => {
  expect(warned({ [name]: 'x' })).toEqual([name]);
  expect(meant({ [name]: 'x' })).toEqual([field]);
  // The second time from memory.
  expect(meant({ [name]: 'x' })).toEqual([field]);
});

it.each([
  { mesa: 4 },
  { envio: 500, descuento: 10 },
  { id: 9_113, pedido: 'x', number: 7 },
  { direccion: 'Belgrano 1', address: 'Belgrano 1' },
  { productos: ['Yerba'], items: [] },
  { zona: 'norte', turno: 'noche', color: 'rojo', cupon: 'X', ['x'.repeat(300)]: 1 },
])('lets a shop send what it likes beside: %j', (more) => {
  expect(warned(more)).toBeUndefined();
});

it('warns of fields of products, and in the answer to an order that is refused', () => {
  const productos = [
    { nombre: 'Yerba', cantidad: 1, price: 5, peso: 2 },
    'Soda',
    { nombre: 'Té', cantidad: 1, precoi: 3 },
  ];
  expect(warned({ productos })).toEqual(['productos.0.price', 'productos.2.precoi']);
  const refused = parseOrderBody({ numero: 'A-1', nombre: 'Ana', totl: 3 });
  expect(refused.ok).toBe(false);
  expect(refused.avisos?.map(({ campo }) => campo)).toEqual(['nombre', 'totl']);
});

it('says so many, and not to a relay, which has nobody to tell', () => {
  const productos = Array.from({ length: 100 }, () => ({ nombre: 'x', cantidad: 1, price: 1 }));
  expect(warned({ productos })?.length).toBe(20);
  expect(parseTicketBody({ ...order, items: [] }, { relayed: true }).avisos).toBeUndefined();
  expect(parseTicketBody({ ...order, items: [] }).avisos?.length).toBe(1);
});

it('keeps docs/orders.md as the fields are: npx vitest run packages/contract -u writes it anew', async () => {
  const types = {
    number: 'texto de 1 a 64 caracteres, o entero',
    line: 'texto',
    text: 'texto de varias líneas',
    products: 'lista, hasta 500',
    amount: 'número ≥ 0, o texto numérico',
    priority: '`baja`, `normal`, `alta`',
    state: 'un estado del tablero',
  };
  const cell = (value: unknown) => `\`${JSON.stringify(value).replaceAll('|', '\\|')}\``;
  const row = (...cells: string[]) => `| ${cells.join(' | ')} |`;
  const head = [row('campo', 'qué es', 'tipo', 'ejemplo'), row('---', '---', '---', '---')];
  const own = orderFieldList.map(({ name, alias, kind, required, max }) => {
    const names = `\`${name}\`${alias ? ` (o \`${alias}\`)` : ''}${required ? ' **obligatorio**' : ''}`;
    const limit = kind === 'line' || kind === 'text' ? `, hasta ${max ?? 2000} caracteres` : '';
    return row(names, fieldDocs[name].description, types[kind] + limit, cell(fieldDocs[name].example));
  });
  const dates = shopDates.map((name) =>
    row(`\`${name}\``, fieldDocs[name].description, 'texto', cell(fieldDocs[name].example)),
  );
  const products = Object.entries(productDocs).map(([name, { description, example }]) =>
    row(`\`${name}\``, description, typeof example === 'number' ? 'número' : 'texto', cell(example)),
  );
  expect(Object.keys(productDocs)).toEqual(Object.keys(productSchema.shape));
  const text = [
    '# Los campos de un pedido',
    '',
    '_Para quien conecta una tienda: lo que se manda a `POST /api/pedidos`. La tabla sale del esquema que valida (una prueba la',
    'compara); lo mismo, con respuestas y errores, en `/docs` de cada servicio._',
    '',
    '## El pedido',
    '',
    'A la tienda se le puede mandar sin `numero`: lo pone ella. Vacío y `null` valen como ausente. Otros campos se guardan tal cual, y',
    'si se parecen a uno de éstos la respuesta lo avisa en `avisos`.',
    '',
    ...[...head, ...own, ...dates],
    '',
    '## Cada producto',
    '',
    '`nombre` y `cantidad` son obligatorios; un texto suelto vale por `{nombre, cantidad: 1}`.',
    '',
    ...[...head, ...products],
    '',
  ].join('\n');
  await expect(text).toMatchFileSnapshot('../../../docs/orders.md');
});

it('has examples that are an order themselves', () => {
  const example = Object.fromEntries(Object.entries(fieldDocs).map(([name, { example }]) => [name, example]));
  expect(parseOrderBody(example)).toMatchObject({ ok: true });
  expect(parseOrderBody(example).avisos).toBeUndefined();
  const product = Object.fromEntries(
    Object.entries(productDocs).map(([name, { example }]) => [name, example]),
  );
  expect(productSchema.safeParse(product).success).toBe(true);
});

it.each([
  ['an order', orderBodySchema],
  ['a product', productSchema],
])('describes every field of %s to OpenAPI, with an example', (_what, schema) => {
  const { properties = {} } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const silent = Object.entries(properties).filter(
    ([, field]) => typeof field !== 'object' || !field.description || field.example === undefined,
  );
  expect(silent.map(([name]) => name)).toEqual([]);
  expect(Object.keys(properties).length).toBeGreaterThan(6);
});
