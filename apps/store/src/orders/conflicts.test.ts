import { deliveriesReplySchema } from '@relevo/contract';
import { fetchTo } from '@relevo/testkit/app';
import { createFakeClock } from '@relevo/testkit/clock';
import { apiKey } from '@relevo/testkit/http';
import { anOrder } from '@relevo/testkit/orders';
import { scriptedTickets } from '@relevo/testkit/scripted-peer';
import { storeApp } from '@relevo/testkit/services';
import { tempDir } from '@relevo/testkit/temp-dir';
import { afterAll, describe, expect, it } from 'vitest';
import { openDb } from '../db/open-db.ts';
import { createConflictLog, mostConflicts } from './conflicts.ts';
import { createOrderRepository } from './order-repository.ts';

const noon = Date.parse('2026-11-22T12:00:00Z');
const clock = createFakeClock({ startAt: noon, realSleep: true });
const peer = await scriptedTickets();
const store = await storeApp({ clock, env: { TICKETS_URL: peer.url } });
afterAll(() => store[Symbol.asyncDispose]());
afterAll(() => peer[Symbol.asyncDispose]());

const place = (order: object, headers?: Record<string, string>) => store.post('/api/pedidos', order, headers);
const conflicts = async (query = '') => (await store.get(`/api/entregas?estado=conflicto${query}`)).body;
const counted = async (taken: string) => {
  const answer = await fetchTo(store.app)('/metrics', { headers: { 'X-API-Key': apiKey } });
  const text = await answer.text();
  return Number(new RegExp(`relevo_order_conflicts_total\\{taken="${taken}"\\} (\\d+)`).exec(text)?.[1]);
};

describe('an order that is refused because of another one', () => {
  it('is listed with that other one, and counted', async () => {
    const before = await counted('number');
    await place(anOrder('001', { cliente_nombre: 'Ana', total: 100 }));
    expect((await place(anOrder('001', { cliente_nombre: 'Beto', total: 250 }))).status).toBe(409);
    clock.advance(60_000);
    expect((await place(anOrder('001', { cliente_nombre: 'Beto\u200b', total: '250.00' }))).status).toBe(409);
    const body = await conflicts();
    expect(deliveriesReplySchema.strict().parse(body)).toEqual(body);
    expect(body.entregas).toEqual([
      {
        id: expect.any(Number),
        ...{ estado: 'conflicto', numero: '001', fuente: 'tienda', por: 'numero', veces: 2 },
        ...{ creada_en: '2026-11-22T12:00:00.000Z', ultima_en: '2026-11-22T12:01:00.000Z' },
        pedido: expect.objectContaining({ cliente_nombre: 'Beto', numero: '001' }),
        existente: {
          ...{ numero: '001', fuente: 'tienda', entrega_id: expect.any(Number) },
          ticket_id: peer.tickets.get('001'),
          recibido_en: '2026-11-22T12:00:00.000Z',
          pedido: expect.objectContaining({ cliente_nombre: 'Ana', total: 100 }),
        },
      },
    ]);
    expect([body.cuentas.conflicto, body.cursor, await counted('number')]).toEqual([1, null, before + 2]);
    const { body: all } = await store.get('/api/entregas');
    expect(all.cuentas).toMatchObject({ conflicto: 1 });
    expect(all.entregas.map(({ estado }: { estado: string }) => estado)).toEqual(['entregada']);
  });

  it('is told from one under a key that is taken', async () => {
    const key = { 'Idempotency-Key': 'carrito-7' };
    await place(anOrder('K-1'), key);
    expect((await place(anOrder('K-2'), key)).status).toBe(409);
    const { entregas } = await conflicts('&limite=1');
    expect(entregas).toMatchObject([{ numero: 'K-2', por: 'clave', existente: { numero: 'K-1' } }]);
    expect(await counted('key')).toBe(1);
  });

  it('pages from the newest to the oldest', async () => {
    await place(anOrder('P-1', { total: 1 }));
    for (const total of [2, 3, 4]) await place(anOrder('P-1', { total }));
    const seen: unknown[] = [];
    for (let cursor = ''; ; ) {
      const page = await conflicts(`&limite=2${cursor && `&cursor=${cursor}`}`);
      seen.push(...page.entregas.map(({ pedido }: { pedido: { total: number } }) => pedido.total));
      if (page.cursor === null) break;
      cursor = page.cursor;
    }
    expect(seen.slice(0, 3)).toEqual([4, 3, 2]);
    expect(seen).toHaveLength((await conflicts()).cuentas.conflicto);
  });

  it('cannot be sent again: it needs another number', async () => {
    const answer = await store.post('/api/entregas/reintentar', { estado: 'conflicto' });
    expect(answer.status).toBe(400);
  });

  it('leaves its main fields where it is very long', async () => {
    const productos = Array.from(
      { length: 400 },
      (_, nth) => `Producto número ${nth} de una lista larguísima`,
    );
    await place(anOrder('L-1', { productos }));
    await place(anOrder('L-1', { productos, cliente_nombre: 'Beto' }));
    const [first] = (await conflicts('&limite=1')).entregas;
    expect(first.pedido).toMatchObject({ cliente_nombre: 'Beto', total: 7500.5, recortado: true });
    expect(first.existente.pedido).toMatchObject({ cliente_nombre: 'Ana Gómez', recortado: true });
    expect(first.pedido).not.toHaveProperty('productos');
  });
});

it('keeps the latest so many, and lets go of those that did not come again', async () => {
  await using dir = await tempDir();
  await using db = await openDb(`file:${dir.path}/store.db`);
  const [orders, log] = [createOrderRepository(db), createConflictLog(db)];
  const delivery = { target: 'tickets', key: 'k', trace: { requestId: 'r', traceparent: 't' } };
  const incoming = (fingerprint: string, now: number) => ({
    ...{ numero: 'A', madeHere: false, caller: 'shop', idempotencyKey: undefined, totalCentavos: 1 },
    ...{ fingerprints: { 2: fingerprint }, body: '{"numero":"A"}', now, delivery },
  });
  const { order } = await orders.place(incoming('x', 0));
  const record = (nth: number, now = nth) => log.record(incoming(`f${nth}`, now), order, 'number');
  for (let nth = 1; nth <= mostConflicts; nth += 50)
    await Promise.all(Array.from({ length: 50 }, (_, more) => record(nth + more)));
  await record(1, 5_000);
  await record(mostConflicts + 1, 6_000);
  expect(log.count()).toBe(mostConflicts);
  const oldest = log.list({ limit: 50, cursor: 40 }).map(({ firstAt, times }) => [firstAt, times]);
  expect(oldest.at(-1)).toEqual([1, 2]);
  expect(oldest.map(([firstAt]) => firstAt)).not.toContain(2);
  expect(log.list({ limit: 500 })).toHaveLength(50);
});
