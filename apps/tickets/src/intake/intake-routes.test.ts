import { orderFieldList } from '@relevo/contract';
import { anOrder, otherValues } from '@relevo/testkit/orders';
import { expectProblem } from '@relevo/testkit/problems';
import { ticketsApp } from '@relevo/testkit/services';
import Database from 'better-sqlite3';
import { afterAll, describe, expect, it } from 'vitest';

const tickets = await ticketsApp();
const list = '/api/tickets';
const identifying = orderFieldList.filter(({ identifies }) => identifies);
afterAll(() => tickets[Symbol.asyncDispose]());

describe.each(['/api/tickets', '/api/tickets/recibir'])('POST %s', (path) => {
  const prefix = path.replaceAll('/', '-');
  const send = (order: unknown) => tickets.post(path, order);

  it('answers 201 to a new order with exactly what the contract says', async () => {
    const { status, body, headers } = await send(anOrder(`N${prefix}`));
    expect(status).toBe(201);
    expect(headers.get('idempotent-replayed')).toBeNull();
    expect(body).toEqual({
      exito: true,
      fuente: 'tienda',
      ticket_id: expect.any(Number),
      numero: `N${prefix}`,
      estado: 'pendiente',
      prioridad: 'normal',
      repartidor_asignado: null,
      fecha_creacion: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      llegado_en: body.fecha_creacion,
      cliente_nombre: 'Ana Gómez',
      total: 7500.5,
      idempotent: false,
    });
  });

  it('answers 200 to the same order, also when the client rebuilt its dates and origin, and stores nothing', async () => {
    const numero = `R${prefix}`;
    const first = await send(anOrder(numero, { fecha_creacion: '2026-11-22T10:00:00', origen: 'caja 1' }));
    const headBefore = (await tickets.get('/api/tablero')).body.head;
    const rebuilt = { fecha_creacion: '2026-11-22T10:00:05', origen: 'caja 2', intento: 2 };
    const again = await send(anOrder(numero, { ...rebuilt, total: '7500.50' }));
    expect(again.status).toBe(200);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(again.body).toEqual({ ...first.body, idempotent: true });
    expect((await tickets.get('/api/tablero')).body.head).toBe(headBefore);
    expect((await tickets.get(`${list}/${first.body.ticket_id}`)).body).toMatchObject({
      version: 1,
      origen: 'caja 1',
    });
  });

  it.each([
    ...identifying.map(({ name }): [string, object] => [name, { [name]: otherValues[name] }]),
    ['phone: none', { cliente_telefono: null }],
    ['instructions: none', { indicaciones: '' }],
  ])('answers 409 with the stored id to a number used with another %s', async (what, change) => {
    const numero = `C${prefix}-${what}`;
    const first = await send(anOrder(numero));
    const answer = await send(anOrder(numero, change));
    expectProblem(answer, 'numero-en-conflicto');
    expect(answer.body).toMatchObject({ ticket_id: first.body.ticket_id, numero });
    const { body } = await tickets.get(`${list}?numero=${encodeURIComponent(numero)}`);
    expect(body.tickets).toMatchObject([{ cliente_nombre: 'Ana Gómez', total: 7500.5, version: 1 }]);
  });
});

it('warns of fields that seem mistyped, and of a query that it does not know', async () => {
  const { metodo_pago: _, ...order } = anOrder('AVISO-1');
  const answer = await tickets.post('/api/tickets?x=1', { ...order, payment: 'efectivo' });
  expect(answer.status).toBe(201);
  expect(answer.body.avisos).toMatchObject([{ campo: 'payment' }, { campo: 'x' }]);
  expect((await tickets.get('/api/tickets?estdo=pendiente')).body.avisos).toMatchObject([{ campo: 'estdo' }]);
  expect((await tickets.get('/api/tickets?estado=pendiente')).body).not.toHaveProperty('avisos');
});

it('says of a path of the store whose it is', async () => {
  const answer = await tickets.post('/api/pedidos', anOrder('X'));
  expect([answer.status, answer.body.detail]).toEqual([404, expect.stringContaining('relevo-store')]);
});

it('takes an integer number and its text for the same number', async () => {
  const first = await tickets.post(list, { ...anOrder(''), numero: 4_711 });
  const again = await tickets.post(list, anOrder('4711'));
  expect([first.status, again.status]).toEqual([201, 200]);
  expect(again.body).toMatchObject({ numero: '4711', ticket_id: first.body.ticket_id });
});

it.each([
  ['nothing said', {}, 'pendiente', 'normal'],
  ['both said', { estado: 'en-preparacion', prioridad: 'baja' }, 'en-preparacion', 'baja'],
  ['null for both', { estado: null, prioridad: null }, 'pendiente', 'normal'],
  ['a trader', { tipo_cliente: 'comerciante' }, 'pendiente', 'alta'],
  ['a trader who says low', { tipo_cliente: 'comerciante', prioridad: 'baja' }, 'pendiente', 'alta'],
  ['another kind of client', { tipo_cliente: 'cliente' }, 'pendiente', 'normal'],
])('sets state and priority with %s', async (what, more, estado, prioridad) => {
  const { body } = await tickets.post(list, anOrder(`E-${what}`, more));
  expect(body).toMatchObject({ estado, prioridad });
  expect((await tickets.get(`${list}/${body.ticket_id}`)).body).toMatchObject({ estado, prioridad });
});

it('keeps every field that it does not know, aliases resolved, and the body as it was received', async () => {
  const sent = `{ "numero":"CRUDO",\t"cliente_nombre":" Ana ", "direccion":"Av. 1", "notas":"a\\nb",
    "total":"10.50", "productos":["Pan",{"nombre":"Té","cantidad":0.5,"talle":{"x":[1,"dos"]}}],
    "cupón":"ÑANDÚ 🧉", "constructor":{"a":null}, "toString":1, "fecha_pedido":"ayer" }`;
  const { body } = await tickets.post(list, sent);
  const ticket = (await tickets.get(`${list}/${body.ticket_id}`)).body;
  expect(ticket).toMatchObject({
    cliente_nombre: 'Ana',
    cliente_direccion: 'Av. 1',
    indicaciones: 'a\nb',
    total: 10.5,
    productos: [
      { nombre: 'Pan', cantidad: 1 },
      { nombre: 'Té', cantidad: 0.5, talle: { x: [1, 'dos'] } },
    ],
  });
  const extra = { cupón: 'ÑANDÚ 🧉', constructor: { a: null }, toString: 1, fecha_pedido: 'ayer' };
  expect(JSON.parse(JSON.stringify(ticket.extra))).toEqual(extra);

  const db = new Database(tickets.databaseFile, { readonly: true });
  const row = db.prepare('SELECT received FROM events WHERE ticket_id = ?').get(body.ticket_id);
  db.close();
  expect(row).toEqual({ received: sent });
});
