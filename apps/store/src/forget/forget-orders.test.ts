import { createFakeClock, eventLoopTurn } from '@relevo/testkit/clock';
import { anOrder } from '@relevo/testkit/orders';
import { ownProblem, scriptedTickets } from '@relevo/testkit/scripted-peer';
import { storeApp } from '@relevo/testkit/services';
import { until } from '@relevo/testkit/until';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { forgetOrders, selectExpired } from './forget-orders.ts';

const day = 86_400_000;
const order = (numero: string) =>
  anOrder(numero, {
    cliente_nombre: 'Zulema Quiroga',
    telefono: '11 4777-9031',
    cliente_telefono: null,
    cupon: 'Z',
  });

type Script = Parameters<typeof scriptedTickets>[0];

async function shop(script: Script, env: Record<string, string> = {}) {
  const opened = new AsyncDisposableStack();
  const clock = createFakeClock({ settle: eventLoopTurn });
  const peer = opened.use(await scriptedTickets(script));
  const store = opened.use(
    await storeApp({ clock, env: { TICKETS_URL: peer.url, RELAY_WAIT_MS: '60000', ...env } }),
  );
  const db = new Database(store.databaseFile);
  opened.defer(() => void db.close());
  return {
    ...{ clock, store, db },
    forget: (evenRejected = false) =>
      db.transaction(() => forgetOrders(db, { ids: [1, 2, 3], now: clock.now(), evenRejected })).immediate(),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

const stored = (db: Database.Database) =>
  JSON.stringify([
    db.prepare('SELECT body FROM orders').all(),
    db.prepare('SELECT payload, reason FROM outbox_deliveries').all(),
    db.prepare('SELECT detail FROM outbox_attempts').all(),
  ]);

describe('forgetting the customer of an order', () => {
  it('takes them out of order and delivery, and the order posted again is still the same', async () => {
    await using made = await shop([{ status: 201 }]);
    expect((await made.store.post('/api/pedidos', order('Z-1'))).status).toBe(201);
    expect(made.forget()).toEqual({ forgotten: 1, waiting: 0, rejected: 0 });
    expect(made.forget()).toEqual({ forgotten: 0, waiting: 0, rejected: 0 });
    expect(stored(made.db)).not.toMatch(/Zulema|4777|cupon|Corrientes/);
    const again = await made.store.post('/api/pedidos', order('Z-1'));
    expect([again.status, again.body.idempotent]).toEqual([200, true]);
    expect((await made.store.post('/api/pedidos', { ...order('Z-1'), total: 1 })).status).toBe(409);
    expect(stored(made.db)).not.toMatch(/Zulema|4777/);
    const { body } = await made.store.get('/api/pedidos/Z-1');
    expect(body).toMatchObject({
      numero: 'Z-1',
      cliente_nombre: '(datos borrados)',
      total: 7500.5,
      ticket: {},
    });
  });

  it('leaves an order that is still on its way as it is: it arrives whole', async () => {
    await using made = await shop([{ status: 503 }, { status: 201 }], { RELAY_WAIT_MS: '0' });
    await made.store.post('/api/pedidos', order('Z-1'));
    expect(made.forget(true)).toEqual({ forgotten: 0, waiting: 1, rejected: 0 });
    expect(made.db.prepare('SELECT payload FROM outbox_deliveries').pluck().get()).toContain('Zulema');
  });

  it('leaves one that was refused, so that somebody can send it again, unless they are given up', async () => {
    const headers = { 'Content-Type': 'application/problem+json' };
    const body = ownProblem(400, 'Zulema no es un nombre');
    await using made = await shop([{ status: 400, headers, body }]);
    await made.store.post('/api/pedidos', order('Z-1'));
    expect(made.db.prepare('SELECT state FROM outbox_deliveries').pluck().get()).toBe('rechazada');
    expect(made.forget()).toEqual({ forgotten: 0, waiting: 0, rejected: 1 });
    expect(stored(made.db)).toMatch(/Zulema Quiroga.*Zulema no es un nombre/);
    expect(made.forget(true)).toEqual({ forgotten: 1, waiting: 0, rejected: 0 });
    expect(stored(made.db)).not.toContain('Zulema');
  });
});

// The work is done by a thread, which knows nothing of this clock.
async function passUntil(clock: { advance(ms: number): Promise<void> }, holds: () => boolean): Promise<void> {
  await until(() => clock.advance(3_600_000), holds);
}

describe('RETENCION_DIAS at the store', () => {
  const forgotten = (db: Database.Database) =>
    db.prepare('SELECT numero FROM orders WHERE forgotten_at IS NOT NULL ORDER BY 1').pluck().all();

  it('forgets customers of orders whose ticket was closed so many days ago, and no others', async () => {
    await using made = await shop([{ status: 201 }, { status: 201 }, { status: 201 }], {
      RETENCION_DIAS: '30',
    });
    const { store, db, clock } = made;
    for (const numero of ['CERRADO', 'ABIERTO', 'CERRADO-DESPUES'])
      expect((await store.post('/api/pedidos', order(numero))).status).toBe(201);
    const close = async (numero: string) => {
      const { ticket } = (await store.get(`/api/pedidos/${numero}`)).body;
      const confirmation = { ticket_id: ticket.ticket_id, estado: 'entregado', version: 2 };
      expect((await store.post(`/api/confirmar-ticket/${numero}`, confirmation)).status).toBe(200);
    };
    await close('CERRADO');
    clock.skip(29 * day);
    await close('CERRADO-DESPUES');
    await clock.advance(3_600_000);
    expect(forgotten(db)).toEqual([]);
    clock.skip(day);
    await passUntil(clock, () => forgotten(db).length > 0);
    expect(forgotten(db)).toEqual(['CERRADO']);
    clock.skip(31 * day);
    await passUntil(clock, () => forgotten(db).length > 1);
    expect(forgotten(db)).toEqual(['CERRADO', 'CERRADO-DESPUES']);
    expect((await store.post('/api/pedidos', order('CERRADO'))).status).toBe(200);
  });

  it('drops what was refused so many days ago because of another order', async () => {
    await using made = await shop([{ status: 201 }], { RETENCION_DIAS: '30' });
    const { store, db, clock } = made;
    await store.post('/api/pedidos', order('C-1'));
    expect((await store.post('/api/pedidos', { ...order('C-1'), total: 1 })).status).toBe(409);
    const noted = () => db.prepare('SELECT count(*) FROM order_conflicts').pluck().get();
    clock.skip(29 * day);
    await clock.advance(3_600_000);
    expect(noted()).toBe(1);
    clock.skip(2 * day);
    await passUntil(clock, () => noted() === 0);
  });

  it('finds them by the index of what is not forgotten yet', async () => {
    await using made = await shop([]);
    const plan = made.db.prepare(`EXPLAIN QUERY PLAN ${selectExpired}`).all({ before: 1, limit: 1 });
    expect(plan).toMatchObject([
      { detail: 'SEARCH orders USING INDEX orders_kept (ticket_updated_at<?)' },
      { detail: expect.stringContaining('SUBQUERY') },
      { detail: 'SEARCH outbox_deliveries USING INTEGER PRIMARY KEY (rowid=?)' },
    ]);
  });
});
