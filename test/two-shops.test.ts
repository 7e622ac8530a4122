import { type Scope, type ShownKey, ticketPaths } from '@relevo/contract';
import { get, post } from '@relevo/testkit/http';
import { anOrder } from '@relevo/testkit/orders';
import { adminOf } from '@relevo/testkit/people';
import { expectProblem } from '@relevo/testkit/problems';
import { startPair, type ticketsForTest } from '@relevo/testkit/services';
import { until } from '@relevo/testkit/until';
import { aCommand, work } from '@relevo/testkit/work';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const pair = await startPair();
afterAll(() => pair[Symbol.asyncDispose]());
const { storeUrl, tickets } = pair;
const admin = await adminOf(tickets as Awaited<ReturnType<typeof ticketsForTest>>);

async function shop(fuente: string) {
  const alcances: Scope[] = ['pedidos:escribir', 'tickets:escribir'];
  const made = await admin.call('POST', ticketPaths.keys, { nombre: fuente, fuente, alcances });
  const headers = { 'X-API-Key': (made.body as ShownKey).clave };
  const asked = {
    store: (path: string) => get(`${storeUrl}${path}`, headers),
    tell: (path: string, body: unknown = {}) => post(`${storeUrl}${path}`, body, headers),
    place: (order: object) => post(`${storeUrl}/api/pedidos`, order, headers),
    order: async (numero: string) => (await get(`${storeUrl}/api/pedidos/${numero}`, headers)).body,
    read: (path: string) => get(`${tickets.url}${path}`, headers),
    post: (path: string, body: unknown, more: Record<string, string> = {}) =>
      post(`${tickets.url}${path}`, body, { ...headers, ...more }),
  };
  await until(
    () => asked.store('/api/pedidos/NADA'),
    ({ status }) => status === 404,
  );
  return asked;
}
const [a, b] = [await shop('local-a'), await shop('local-b')];
const ofA = anOrder('1042', { total: 10, cliente_nombre: 'Ana' });
const ofB = anOrder('1042', { total: 20, cliente_nombre: 'Beto' });
const ticketOf = async (by: typeof a) =>
  (
    await until(
      () => by.order('1042'),
      ({ ticket }) => ticket !== null,
    )
  ).ticket;
const storedTickets = async () => (await get(`${tickets.url}/api/tickets?numero=1042`)).body.tickets;
const ids = { a: 0, b: 0 };

beforeAll(async () => {
  expect((await a.place(ofA)).status).toBe(201);
  expect((await b.place(ofB)).status).toBe(201);
  ids.a = (await ticketOf(a)).ticket_id;
  ids.b = (await ticketOf(b)).ticket_id;
});

describe('two shops with an order 1042', () => {
  it('have two tickets, each with its own shop and customer', async () => {
    expect(await storedTickets()).toMatchObject([
      { ticket_id: ids.b, fuente: 'local-b', cliente_nombre: 'Beto', total: 20 },
      { ticket_id: ids.a, fuente: 'local-a', cliente_nombre: 'Ana', total: 10 },
    ]);
    expect([await a.order('1042'), await b.order('1042')]).toMatchObject([
      { cliente_nombre: 'Ana', ticket: { ticket_id: ids.a } },
      { cliente_nombre: 'Beto', ticket: { ticket_id: ids.b } },
    ]);
  });

  it('each hear of their own ticket, and of no other', async () => {
    await work(tickets.url, ids.a, ['avanzar']);
    await work(tickets.url, ids.b, ['cancelar', { motivo: 'Sin stock' }]);
    const told = (by: typeof a) =>
      until(
        () => ticketOf(by),
        ({ version }) => version === 2,
      );
    expect(await told(a)).toMatchObject({ ticket_id: ids.a, estado: 'en-preparacion' });
    expect(await told(b)).toMatchObject({ ticket_id: ids.b, estado: 'cancelado' });
  });

  it('each get their own answer again for the same order, and a conflict for another', async () => {
    expect(await a.place(ofA)).toMatchObject({ status: 200, body: { entrega: { ticket_id: ids.a } } });
    expect(await b.place(ofB)).toMatchObject({ status: 200, body: { entrega: { ticket_id: ids.b } } });
    const refused = await b.place(ofA);
    expectProblem(refused, 'numero-en-conflicto');
    expect(refused.body.ticket_id).toBe(ids.b);
    expect(JSON.stringify(refused.body)).not.toContain('Ana');
  });

  it('each come to their own ticket when they post straight to the ticket service', async () => {
    expect(await a.post('/api/tickets', ofA)).toMatchObject({ status: 200, body: { ticket_id: ids.a } });
    expect(await b.post('/api/tickets', ofB)).toMatchObject({ status: 200, body: { ticket_id: ids.b } });
    expect(await storedTickets()).toHaveLength(2);
  });
});

describe('a shop cannot reach what is another’s', () => {
  beforeAll(async () => {
    expect((await a.place(anOrder('SOLO-A'))).status).toBe(201);
  });

  it.each([
    ['read its order', () => b.store('/api/pedidos/SOLO-A'), 'no-encontrado'],
    ['read its order by its name', () => b.store('/api/pedidos/SOLO-A?fuente=local-a'), 'prohibido'],
    [
      'read by its own name what is filed under it',
      () => b.store('/api/pedidos/1042?fuente=local-b'),
      'prohibido',
    ],
    ['list deliveries', () => b.store('/api/entregas'), 'prohibido'],
    ['send deliveries again', () => b.tell('/api/entregas/reintentar', { estado: 'entregada' }), 'prohibido'],
    ['send one delivery again', () => b.tell('/api/entregas/1/reintentar'), 'prohibido'],
    [
      'confirm its order',
      () => b.tell('/api/confirmar-ticket/SOLO-A?fuente=local-a', confirmation()),
      'prohibido',
    ],
    [
      'confirm its order by the old path',
      () => b.tell('/api/pedido/confirmar/SOLO-A?fuente=local-a', confirmation()),
      'prohibido',
    ],
    ['confirm its own order', () => b.tell('/api/confirmar-ticket/1042', confirmation()), 'prohibido'],
    [
      'take a number in its name',
      () => b.post('/api/tickets', anOrder('EN-SU-NOMBRE'), inTheNameOf('local-a')),
      'prohibido',
    ],
    [
      'take numbers in its name, by a batch',
      () => b.post('/api/tickets/lote', { tickets: [anOrder('EN-SU-NOMBRE')] }, inTheNameOf('local-a')),
      'prohibido',
    ],
    [
      'post in the name of nobody',
      () => b.post('/api/tickets', anOrder('EN-SU-NOMBRE'), inTheNameOf('')),
      'prohibido',
    ],
    ['read its ticket', () => b.read(`/api/tickets/${ids.a}`), 'prohibido'],
    ['read its ticket’s history', () => b.read(`/api/tickets/${ids.a}/historial`), 'prohibido'],
    ['look for tickets', () => b.read('/api/tickets?q=Ana'), 'prohibido'],
    ['read the board', () => b.read('/api/tablero'), 'prohibido'],
    ['export the figures', () => b.read('/api/resumen.csv'), 'prohibido'],
    [
      'cancel its ticket',
      () => b.post(`/api/tickets/${ids.a}/comandos`, aCommand('cancelar', 2, { motivo: 'x' })),
      'prohibido',
    ],
  ] as const)('to %s', async (_, ask, problem) => {
    expectProblem(await ask(), problem);
  });

  it('and nothing has come of all that', async () => {
    expect((await get(`${tickets.url}/api/tickets?numero=EN-SU-NOMBRE`)).body.tickets).toEqual([]);
    expect(await a.order('SOLO-A')).toMatchObject({ ticket: { estado: 'pendiente' } });
    expect((await storedTickets()).map(({ fuente }: { fuente: string }) => fuente)).toEqual([
      'local-b',
      'local-a',
    ]);
  });

  it('but may name itself, and use a number that the other has', async () => {
    const named = await b.post('/api/tickets', anOrder('PROPIO'), inTheNameOf('local-b'));
    expect(named).toMatchObject({ status: 201, body: { fuente: 'local-b' } });
    expect((await b.place(anOrder('SOLO-A', { total: 1 }))).status).toBe(201);
    expect((await a.order('SOLO-A')).total).not.toBe(1);
  });
});

const confirmation = () => ({ ticket_id: ids.a, estado: 'cancelado', version: 9 });
const inTheNameOf = (fuente: string) => ({ 'Relevo-Fuente': fuente });
