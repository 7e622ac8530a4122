import { randomUUID } from 'node:crypto';
import { isTestOrder, ticketPaths } from '@relevo/contract';
import { get, post } from '@relevo/testkit/http';
import { adminOf, memberOf } from '@relevo/testkit/people';
import { expectProblem } from '@relevo/testkit/problems';
import { scriptedStore } from '@relevo/testkit/scripted-peer';
import { ticketsForTest } from '@relevo/testkit/services';
import { newTicket, ticketNow, work } from '@relevo/testkit/work';
import { afterAll, describe, expect, it } from 'vitest';

const service = await ticketsForTest();
afterAll(() => service[Symbol.asyncDispose]());
const { url } = service;
const admin = await adminOf(service);
const olga = await memberOf(admin, 'operador');
const order = (id: unknown = randomUUID(), client = olga) =>
  client.call('POST', ticketPaths.testOrder, { id });

describe('POST /api/pedido-de-prueba', () => {
  it('makes an order like any other, which every board is told of, and which says what it is', async () => {
    await using board = await admin.connect();
    await board.subscribe();
    const { status, body } = await order();
    expect([status, body.idempotent, body.estado]).toEqual([201, false, 'pendiente']);
    const heard = await board.until((events) => events.some(({ name }) => name === 'nuevo_ticket'));
    const told = heard.find(({ name }) => name === 'nuevo_ticket')?.body;
    expect(told).toMatchObject({ ticket_id: body.ticket_id, numero: body.numero, autor: 'tablero' });

    const { ticket, historial } = await ticketNow(url, body.ticket_id);
    expect(ticket).toMatchObject({ fuente: 'tablero', origen: 'prueba', reconocido: false });
    expect(ticket.numero).toMatch(/^PRUEBA-[0-9A-F]{8}$/);
    expect(ticket.indicaciones).toContain('prueba');
    expect(isTestOrder(ticket)).toBe(true);
    const sum = ticket.productos.reduce((all, { cantidad, precio }) => all + cantidad * (precio ?? 0), 0);
    expect(ticket.total).toBe(sum);
    expect(historial.map(({ accion }) => accion)).toEqual(['crear']);

    const done = await work(
      url,
      body.ticket_id,
      ['reconocer'],
      ['avanzar'],
      ['mover', { estado: 'entregado' }],
    );
    expect(done.estado).toBe('entregado');
  });

  it('makes one order of a double tap', async () => {
    const id = randomUUID();
    const answers = await Promise.all([order(id), order(id), order(id)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 201]);
    expect(new Set(answers.map(({ body }) => body.ticket_id)).size).toBe(1);
    const replayed = answers.filter(({ headers }) => headers.get('Idempotent-Replayed') === 'true');
    expect(replayed).toHaveLength(2);
    const { body } = await get(`${url}/api/tickets?numero=${answers[0]?.body.numero}`);
    expect(body.tickets).toHaveLength(1);
  });

  it.each([[undefined], ['uno'], [7], [null]])('refuses %j as an id and makes nothing', async (id) => {
    const before = (await get(`${url}/health`)).body.total_tickets;
    expectProblem(await admin.call('POST', ticketPaths.testOrder, { id }), 'datos-invalidos', ['id']);
    expect((await get(`${url}/health`)).body.total_tickets).toBe(before);
  });

  it("is closed to another site's page that comes with the operator's cookie", async () => {
    const headers = { ...olga.headers, 'X-API-Key': undefined, Origin: 'https://otro.example' };
    expectProblem(await post(url + ticketPaths.testOrder, { id: randomUUID() }, headers), 'prohibido');
  });
});

it('is no order of the shop: it counts in no figures, the till is no less silent, and the store hears nothing', async () => {
  await using store = await scriptedStore();
  await using fresh = await ticketsForTest({ env: { STORE_URL: store.url } });
  const boss = await adminOf(fresh);
  const made = await order(randomUUID(), boss);
  await work(fresh.url, made.body.ticket_id, ['avanzar'], ['cancelar', { motivo: 'Era una prueba' }]);
  await using board = await boss.connect();
  expect((await board.position()).ultima_entrada).toBe(null);

  // A shop may call its own orders what it likes.
  const real = await newTicket(fresh.url, { numero: 'REAL', origen: 'prueba' });
  expect(isTestOrder(await work(fresh.url, real, ['avanzar']))).toBe(false);
  // What changed first is told first.
  await store.received(1);
  expect(store.requests.map(({ path }) => path)).toEqual(['/api/confirmar-ticket/REAL?fuente=tienda']);
  const hour = (away: number) => new Date(Date.now() + away * 3_600_000).toISOString();
  const { body } = await boss.get(`/api/resumen?desde=${hour(-1)}&hasta=${hour(1)}`);
  expect([body.totales.pedidos, body.totales.cancelados]).toEqual([1, 0]);
  expect((await boss.get('/api/tablero')).body.tickets).toHaveLength(2);
});
