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

it('looks at twenty names a body that it never saw, so that five hundred cost next to nothing', () => {
  const strange = Object.fromEntries(
    Array.from({ length: 90 }, (_, nth) => [`campo_propio_${nth}_de_la_tienda`, 1]),
  );
  const body = { ...strange, indicacionez: 'x' };
  expect([1, 2, 3, 4].map(() => warned(body))).toEqual([undefined, undefined, undefined, undefined]);
  expect(warned(body)).toEqual(['indicacionez']);
});

it('says so many, and not to a relay, which has nobody to tell', () => {
  const productos = Array.from({ length: 100 }, () => ({ nombre: 'x', cantidad: 1, price: 1 }));
  expect(warned({ productos })?.length).toBe(20);
  expect(parseTicketBody({ ...order, items: [] }, { relayed: true }).avisos).toBeUndefined();
  expect(parseTicketBody({ ...order, items: [] }).avisos?.length).toBe(1);
});

/** What each field is, in English: the same as `fieldDocs` and `productDocs` say. */
const inEnglish: Record<keyof typeof fieldDocs | keyof typeof productDocs, string> = {
  numero:
    "The order's number in the shop; with who sends it, it says which order it is. One per order, the same in each attempt",
  cliente_nombre: 'In whose name the order is',
  cliente_direccion: 'Where it is taken; without it, it is picked up',
  cliente_telefono: 'To call or write to whoever waits for it',
  cliente_email: 'Kept with the order; nothing is sent to it',
  productos: 'What is to be made, in the order in which it is shown: objects, or mere texts (one of each)',
  total: 'What the customer pays, in pesos, with discounts and delivery: taken as it comes',
  metodo_pago: 'How they pay, for whoever takes it there',
  indicaciones: 'What one has to know to make it or take it there',
  prioridad: 'Those of high priority (`alta`) come first',
  tipo_cliente: 'What kind of customer it is; `comerciante` gives it high priority',
  origen: 'Where it came from',
  estado: 'The state it comes in with: another than `pendiente` only to bring orders from another system',
  fecha_creacion: 'When the shop made it, as the shop writes it; kept',
  fecha_pedido: 'For when it is, as the shop writes it; kept',
  nombre: 'What it is',
  cantidad: 'How many, or how much: 0.5 is half a kilo',
  precio: 'The price of one, in pesos',
  subtotal: "The line's, if it is not price times quantity",
  sucursal: 'Which branch it comes from',
  negocio: 'Of which business, if the shop sells for several',
  categoria: 'Which group it is in',
};

const spanish = {
  columns: ['campo', 'qué es', 'tipo', 'ejemplo'],
  of: (name: keyof typeof inEnglish) => ({ ...productDocs, ...fieldDocs })[name].description,
  or: 'o',
  required: 'obligatorio',
  line: 'texto',
  text: 'texto de varias líneas',
  limit: (max: number) => `, hasta ${max} caracteres`,
  number: 'texto de 1 a 64 caracteres, o entero',
  products: 'lista, hasta 500',
  amount: 'número ≥ 0, o texto numérico',
  priority: '`baja`, `normal`, `alta`',
  state: 'un estado del tablero',
  quantity: 'número',
};
const english: typeof spanish = {
  columns: ['field', 'what it is', 'type', 'example'],
  of: (name) => inEnglish[name],
  or: 'or',
  required: 'required',
  line: 'text',
  text: 'text of several lines',
  limit: (max) => `, up to ${max} characters`,
  number: 'text of 1 to 64 characters, or an integer',
  products: 'list, up to 500',
  amount: 'number ≥ 0, or numeric text',
  priority: '`baja`, `normal`, `alta`',
  state: 'a state of the board',
  quantity: 'number',
};

function tablesIn(language: typeof spanish): { order: string[]; product: string[] } {
  const cell = (value: unknown) => `\`${JSON.stringify(value).replaceAll('|', '\\|')}\``;
  const row = (...cells: string[]) => `| ${cells.join(' | ')} |`;
  const head = [row(...language.columns), row('---', '---', '---', '---')];
  const own = orderFieldList.map(({ name, alias, kind, required, max }) => {
    const other = alias ? ` (${language.or} \`${alias}\`)` : '';
    const limit = kind === 'line' || kind === 'text' ? language.limit(max ?? 2000) : '';
    return row(
      `\`${name}\`${other}${required ? ` **${language.required}**` : ''}`,
      ...[language.of(name), language[kind] + limit, cell(fieldDocs[name].example)],
    );
  });
  const dates = shopDates.map((name) =>
    row(`\`${name}\``, language.of(name), language.line, cell(fieldDocs[name].example)),
  );
  const products = Object.entries(productDocs).map(([name, { example }]) =>
    row(
      `\`${name}\``,
      ...[language.of(name as keyof typeof productDocs)],
      ...[typeof example === 'number' ? language.quantity : language.line, cell(example)],
    ),
  );
  return { order: [...head, ...own, ...dates], product: [...head, ...products] };
}

it('keeps docs/orders.md as the fields are: npx vitest run packages/contract -u writes it anew', async () => {
  expect(Object.keys(productDocs)).toEqual(Object.keys(productSchema.shape));
  const [es, en] = [tablesIn(spanish), tablesIn(english)];
  const text = [
    '# Los campos de un pedido',
    '',
    '_Para quien conecta una tienda: lo que se manda a `POST /api/pedidos`. For whoever connects a shop:_',
    '[English below](#the-fields-of-an-order)',
    '',
    'La tabla sale del esquema que valida (una prueba la compara); lo mismo, con respuestas y errores, en `/docs` de cada servicio.',
    '',
    '## El pedido',
    '',
    'A la tienda se le puede mandar sin `numero`: lo pone ella. Vacío y `null` valen como ausente. Otros campos se guardan tal cual, y',
    'si se parecen a uno de éstos la respuesta lo avisa en `avisos`.',
    '',
    ...es.order,
    '',
    '## Cada producto',
    '',
    '`nombre` y `cantidad` son obligatorios; un texto suelto vale por `{nombre, cantidad: 1}`.',
    '',
    ...es.product,
    '',
    '# The fields of an order',
    '',
    '_What is sent to `POST /api/pedidos`. The table comes from the schema that validates (a test compares them); the same, with',
    'answers and errors, at `/docs` of each service._',
    '',
    '## The order',
    '',
    'The store takes it without `numero` too, and gives it one. Empty and `null` count as absent. Other fields are kept as they are;',
    'for those that look like one of these the answer has a warning in `avisos`.',
    '',
    ...en.order,
    '',
    '## Each product',
    '',
    '`nombre` and `cantidad` are required; a mere text stands for `{nombre, cantidad: 1}`.',
    '',
    ...en.product,
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
