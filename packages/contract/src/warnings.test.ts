import { expect, it } from 'vitest';
import { parseOrderBody, parseTicketBody } from './order.ts';

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
