import { deliveriesReplySchema } from '@relevo/contract';
import { isStrangersWord } from '@relevo/outbox/retry-policy';
import { createFakeClock } from '@relevo/testkit/clock';
import { anOrder } from '@relevo/testkit/orders';
import { expectProblem } from '@relevo/testkit/problems';
import { type Step, scriptedTickets } from '@relevo/testkit/scripted-peer';
import { storeApp, ticketsApp } from '@relevo/testkit/services';
import { until } from '@relevo/testkit/until';
import Database from 'better-sqlite3';
import { afterAll, describe, expect, it } from 'vitest';
import { ownWords } from './delivery-routes.ts';

const noon = Date.UTC(2026, 10, 22, 12);
const apartMs = 5_000;
const path = '/api/entregas';

/** A store with these orders, placed 5 s apart; what the ticket service answered makes their state. */
async function storeWith(steps: Record<string, Step>) {
  const opened = new AsyncDisposableStack();
  const clock = createFakeClock({ startAt: noon, realSleep: true });
  const peer = opened.use(await scriptedTickets());
  const store = opened.use(await storeApp({ clock, env: { TICKETS_URL: peer.url } }));
  for (const [numero, step] of Object.entries(steps)) {
    peer.follow([step]);
    await store.post('/api/pedidos', anOrder(numero));
    clock.advance(apartMs);
  }
  const orderOf = async (numero: string) => (await store.get(`/api/pedidos/${numero}`)).body;
  return { peer, store, orderOf, clock, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

// The key is refused: no attempt follows for at least 24 s, by a clock that goes on by less, so these stay pending.
const pending: Step = { status: 401 };
const rejected: Step = { status: 422 };
const delivered: Step = { status: 201 };

describe('GET /api/entregas', async () => {
  const mixed = await storeWith({ D: delivered, P1: pending, R: rejected, P2: pending });
  afterAll(() => mixed[Symbol.asyncDispose]());

  it('lists all, newest first, with counts and the age of the oldest pending one', async () => {
    const { status, body } = await mixed.store.get(path);
    expect(status).toBe(200);
    expect(deliveriesReplySchema.strict().parse(body)).toEqual(body);
    expect(body.entregas).toMatchObject([
      { numero: 'P2', estado: 'pendiente', proximo_intento: expect.any(String) },
      { numero: 'R', estado: 'rechazada', intentos: 1, motivo: expect.stringContaining('422') },
      { numero: 'P1', estado: 'pendiente', creada_en: '2026-11-22T12:00:05.000Z' },
      { numero: 'D', estado: 'entregada', intentos: 1 },
    ]);
    expect(body.cuentas).toEqual({ pendiente: 2, entregada: 1, rechazada: 1, conflicto: 0 });
    expect(body.mas_antigua_pendiente_s).toBe(15);
    expect(body.cursor).toBeNull();
  });

  it.each([
    ['pendiente', ['P2', 'P1']],
    ['entregada', ['D']],
    ['rechazada', ['R']],
  ])('lists only those that are %s', async (estado, numbers) => {
    const { body } = await mixed.store.get(`${path}?estado=${estado}`);
    expect(body.entregas.map((entry: { numero: string }) => entry.numero)).toEqual(numbers);
  });

  it.each(['', 'estado=pendiente&'])('pages to the end with ?%s', async (query) => {
    const seen: string[] = [];
    for (let cursor: string | null = '1000'; cursor !== null; ) {
      const { body } = await mixed.store.get(`${path}?${query}limite=1&cursor=${cursor}`);
      expect(body.entregas).toHaveLength(1);
      seen.push(body.entregas[0].numero);
      cursor = body.cursor;
    }
    expect(seen).toEqual(query === '' ? ['P2', 'R', 'P1', 'D'] : ['P2', 'P1']);
  });

  it.each([
    ['estado=perdida', 'estado'],
    ['estado=pendiente&estado=rechazada', 'estado'],
    ['limite=0', 'limite'],
    ['limite=501', 'limite'],
    ['limite=muchas', 'limite'],
    ['cursor=0', 'cursor'],
    ['cursor=abc', 'cursor'],
    ['cursor=1e400', 'cursor'],
    ['ajena=si', 'ajena'],
  ])('answers 400 to ?%s', async (query, campo) => {
    expectProblem(await mixed.store.get(`${path}?${query}`), 'datos-invalidos', [campo]);
  });

  it.each([
    ['null', ['cuerpo']],
    ['{}', ['estado']],
    ['{"estado":"todas","desde":"ayer","simular":"sí"}', ['estado', 'desde', 'simular']],
    ['{"estado":"rechazada","hasta":"2026-11-22"}', ['hasta']],
    ['{"estado":"rechazada","desde":5}', ['desde']],
    ['{"estado":"rechazada","ajena":false}', ['ajena']],
    ['{"estado":"rechazada","simulate":true}', ['cuerpo']],
  ])('sends nothing again when asked with %s', async (body, campos) => {
    const sent = mixed.peer.requests.length;
    expectProblem(await mixed.store.post(`${path}/reintentar`, body), 'datos-invalidos', campos);
    expect(mixed.peer.requests).toHaveLength(sent);
  });

  it.each(['0', '999', '-1', '1.5', 'abc', '1e400', '99999999999999999999'])(
    'knows no delivery %s',
    async (id) => {
      expectProblem(await mixed.store.post(`${path}/${id}/reintentar`, ''), 'no-encontrado');
    },
  );

  it('counts what it would send again, and changes nothing', async () => {
    const ask = async (filter: object) =>
      (await mixed.store.post(`${path}/reintentar`, { ...filter, simular: true })).body;
    const before = (await mixed.store.get(path)).body;
    const sent = mixed.peer.requests.length;
    expect(await ask({ estado: 'pendiente' })).toEqual({ exito: true, reintentadas: 2, simulado: true });
    expect(await ask({ estado: 'entregada' })).toMatchObject({ reintentadas: 1 });
    const since = '2026-11-22T12:00:15Z';
    expect(await ask({ estado: 'pendiente', desde: since })).toMatchObject({ reintentadas: 1 });
    expect(await ask({ estado: 'pendiente', hasta: '2026-11-22T09:00:07-03:00' })).toMatchObject({
      reintentadas: 1,
    });
    expect(await ask({ estado: 'rechazada', desde: since })).toMatchObject({ reintentadas: 0 });
    expect((await mixed.store.get(path)).body).toEqual(before);
    expect(mixed.peer.requests).toHaveLength(sent);
  });
});

it('sends a rejected order again by id, under the key it had, and it becomes a ticket', async () => {
  await using service = await storeWith({ A: rejected, B: rejected });
  const { id } = (await service.orderOf('A')).entrega;
  service.peer.follow([delivered]);
  const answer = await service.store.post(`${path}/${id}/reintentar`, '');
  expect(answer.status).toBe(200);
  expect(answer.body).toMatchObject({ exito: true, entrega: { id, intentos: expect.any(Number) } });
  const order = await until(
    () => service.orderOf('A'),
    ({ entrega }) => entrega.estado === 'entregada',
  );
  expect(order).toMatchObject({
    entrega: { id, intentos: 2 },
    ticket: { ticket_id: service.peer.tickets.get('A') },
  });
  expect(order.entrega.motivo).toBeUndefined();
  expect(order.intentos.map((attempt: { resultado: string }) => attempt.resultado)).toEqual([
    'rechazada',
    'entregada',
  ]);
  expect((await service.orderOf('B')).entrega.estado).toBe('rechazada');
  const sent = service.peer.requests.filter(({ json }) => (json as { numero: string }).numero === 'A');
  expect(new Set(sent.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
  expect(new Set(sent.map(({ body }) => body)).size).toBe(1);
});

it('sends again by state and time, and only those', async () => {
  await using service = await storeWith({ A: rejected, B: rejected, C: rejected, D: pending });
  service.peer.follow([delivered]);
  const filter = { estado: 'rechazada', desde: '2026-11-22T12:00:03Z', hasta: '2026-11-22T12:00:08Z' };
  const { body } = await service.store.post(`${path}/reintentar`, filter);
  expect(body).toEqual({ exito: true, reintentadas: 1, simulado: false });
  await until(
    () => service.orderOf('B'),
    ({ entrega }) => entrega.estado === 'entregada',
  );
  expect((await service.orderOf('A')).entrega.estado).toBe('rechazada');
  expect((await service.orderOf('C')).entrega.estado).toBe('rechazada');
  expect((await service.store.post(`${path}/reintentar`, filter)).body.reintentadas).toBe(0);
});

it('finds what a version before ended for the answer of somebody in between, and sends it again', async () => {
  await using service = await storeWith({ A: rejected, B: rejected, C: rejected });
  const asStored = (numero: string, status: number, detail: string) => {
    const db = new Database(service.store.databaseFile);
    db.prepare(
      `UPDATE outbox_attempts SET status = ?, detail = ? WHERE delivery_id =
         (SELECT delivery_id FROM orders WHERE numero = ?)`,
    ).run(status, detail, numero);
    db.close();
  };
  asStored('A', 404, 'respondió 404: Not Found');
  asStored('B', 400, 'respondió 400: Datos inválidos: total: es obligatorio');
  asStored('C', 413, 'respondió 413: respondió HTML, no el JSON prometido: «413 Request Entity Too Large»');
  const numbersOf = async (query: string) =>
    (await service.store.get(`${path}?${query}`)).body.entregas.map(
      ({ numero }: { numero: string }) => numero,
    );
  expect(await numbersOf('estado=rechazada&ajena=true')).toEqual(['C', 'A']);
  expect(await numbersOf('ajena=true')).toEqual(['C', 'A']);
  const sent = service.peer.requests.length;
  service.peer.follow([delivered]);
  const again = (more: object) =>
    service.store.post(`${path}/reintentar`, { estado: 'rechazada', ajena: true, ...more });
  expect((await again({ simular: true })).body).toEqual({ exito: true, reintentadas: 2, simulado: true });
  expect(service.peer.requests).toHaveLength(sent);
  expect((await again({})).body).toEqual({ exito: true, reintentadas: 2, simulado: false });
  for (const numero of ['A', 'C'])
    await until(
      () => service.orderOf(numero),
      ({ entrega }) => entrega.estado === 'entregada',
    );
  expect((await service.orderOf('B')).entrega.estado).toBe('rechazada');
  expect([...service.peer.tickets.keys()].toSorted()).toEqual(['A', 'C']);
});

it('knows how the ticket service itself refuses an order', async () => {
  await using tickets = await ticketsApp();
  const refusals: [status: number, body: string, headers: Record<string, string>][] = [
    [400, '{}', {}],
    [400, '{"numero":', {}],
    [400, '', {}],
    [400, '['.repeat(99) + ']'.repeat(99), {}],
    [409, JSON.stringify(anOrder('A', { total: 7 })), {}],
    [413, `"${'x'.repeat(300 * 1024)}"`, {}],
    [415, '{}', { 'Content-Type': 'text/plain' }],
    [415, '{}', { 'Content-Type': 'application/json; charset=latin1' }],
    [415, '{}', { 'Content-Encoding': 'zstd' }],
  ];
  await tickets.post('/api/tickets', anOrder('A'));
  for (const [status, body, headers] of refusals) {
    const answer = await tickets.post('/api/tickets', body, headers);
    expect([answer.status, answer.body.puerta]).toEqual([status, undefined]);
    const detail = `respondió ${status}: ${answer.body.detail}`;
    expect(isStrangersWord({ status, detail }, { ownWords }), detail).toBe(false);
  }
});
