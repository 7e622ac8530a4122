import { anOrder } from '@relevo/testkit/orders';
import { expectProblem } from '@relevo/testkit/problems';
import { scriptedTickets } from '@relevo/testkit/scripted-peer';
import { storeApp } from '@relevo/testkit/services';
import { afterAll, describe, expect, it } from 'vitest';

const peer = await scriptedTickets();
const store = await storeApp({ env: { TICKETS_URL: peer.url } });
afterAll(() => store[Symbol.asyncDispose]());
afterAll(() => peer[Symbol.asyncDispose]());

const path = '/api/pedidos';
const place = (order: object) => store.post(path, order);
const sentOf = (numero: string) =>
  peer.requests.map(({ json }) => json as Record<string, unknown>).filter((order) => order.numero === numero);

const order = anOrder('S-1', {
  cliente_nombre: 'José Muñoz',
  indicaciones: 'Timbre 3\nDejar en portería',
  productos: [{ nombre: 'Torta', cantidad: 1, precio: 10, foto: 'https://f.example.com/t.jpg?sig=1' }],
});
const [torta] = order.productos;

describe('the same order in another spelling', () => {
  it.each<[string, object]>([
    ['CRLF for LF', { indicaciones: 'Timbre 3\r\nDejar en portería' }],
    ['decomposed accents', { cliente_nombre: order.cliente_nombre.normalize('NFD') }],
    ['another kind of space', { cliente_nombre: 'José\u00a0Muñoz' }],
    ['two spaces', { cliente_direccion: `${order.cliente_direccion.replace(' ', '  ')} ` }],
    ['signs that nobody sees', { cliente_nombre: '\u200eJosé\u200b Muñoz' }],
    ['its quantity as text', { productos: [{ ...torta, cantidad: '1' }] }],
    [
      'a new signature in a picture’s address',
      { productos: [{ ...torta, foto: 'https://f.example.com/t.jpg?sig=2' }] },
    ],
    ['a number that looks the same', { numero: 'S\u20111\u200b ' }],
  ])('is the same: %s', async (_what, change) => {
    await place(order);
    const again = await place({ ...order, ...change });
    expect([again.status, again.body.numero, again.body.idempotent]).toEqual([200, 'S-1', true]);
    expect(sentOf('S-1')).toHaveLength(1);
  });

  it('is another order with another letter', async () => {
    await place(order);
    expectProblem(await place({ ...order, cliente_nombre: 'Jose Munoz' }), 'numero-en-conflicto');
  });
});

it('hands an order over and gives it back as it is read, not as it was typed', async () => {
  const typed = {
    numero: ' S\u2011\u200b2 ',
    direccion: 'Av. Siempreviva 742\nPiso 3 B',
    indicaciones: 'Timbre\t3B\r\nFondo',
    productos: [{ nombre: 'Yerba \u0096 1 kg', cantidad: '3', precio: 1, descripcion: 'Harina\tagua' }],
  };
  const { cliente_direccion: _other, ...rest } = anOrder('');
  expect((await place({ ...rest, ...typed })).status).toBe(201);
  const read = {
    numero: 'S-2',
    direccion: 'Av. Siempreviva 742, Piso 3 B',
    indicaciones: 'Timbre 3B\nFondo',
    productos: [{ nombre: 'Yerba   1 kg', cantidad: 3, precio: 1, descripcion: 'Harina agua' }],
  };
  expect(sentOf('S-2')).toMatchObject([read]);
  expect((await store.get(`${path}/S-2`)).body).toMatchObject(read);
  expect((await store.get(`${path}/${encodeURIComponent(typed.numero)}`)).body.numero).toBe('S-2');
});

it('takes a confirmation under a number that looks the same', async () => {
  await place(anOrder('S-3'));
  const { ticket } = (await store.get(`${path}/S-3`)).body;
  const confirmation = { ticket_id: ticket.ticket_id, estado: 'en-preparacion', version: 2 };
  const number = encodeURIComponent('S\u20113');
  expect((await store.post(`/api/confirmar-ticket/${number}`, confirmation)).status).toBe(200);
  expect((await store.get(`${path}/S-3`)).body.ticket.estado).toBe('en-preparacion');
});
