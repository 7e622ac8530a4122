import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { canonicalVersion, ticketSchema } from '@relevo/contract';
import { get, post } from '@relevo/testkit/http';
import { storeForTest, ticketsForTest } from '@relevo/testkit/services';
import { tempDir } from '@relevo/testkit/temp-dir';
import Database from 'better-sqlite3';
import { afterAll, describe, expect, it } from 'vitest';

// What stands in data-of-before was written by the last commit that knew no versions of the canonical form (be22b40):
// its two services ran on new databases, each order of orders.json went to POST /api/pedidos of its store, and one
// without a number under the key sin-numero-1; then both databases were compacted (VACUUM INTO) and packed (gzip -9).
const folder = join(import.meta.dirname, 'data-of-before');
const orders: Record<string, unknown>[] = JSON.parse(readFileSync(join(folder, 'orders.json'), 'utf8'));
const withoutNumber = { cliente_nombre: 'Sin número', total: 5 };

const dir = tempDir();
afterAll(() => dir[Symbol.dispose]());
for (const name of ['store', 'tickets'])
  writeFileSync(join(dir.path, `${name}.db`), gunzipSync(readFileSync(join(folder, `${name}.db.gz`))));
const tickets = await ticketsForTest({ dir: dir.path });
afterAll(() => tickets[Symbol.asyncDispose]());
const store = await storeForTest({ dir: dir.path, env: { TICKETS_URL: tickets.url } });
afterAll(() => store[Symbol.asyncDispose]());

describe('an order that the version of before has stored', () => {
  it.each(orders)('is the same when the shop posts it again: $numero', async (order) => {
    const { status, body } = await post(`${store.url}/api/pedidos`, order);
    expect([status, body.idempotent, body.numero]).toEqual([200, true, String(order.numero)]);
    expect(body.entrega).toMatchObject({ estado: 'entregada', ticket_id: expect.any(Number) });
  });

  it.each(orders)('is the same when a relay delivers it again: $numero', async (order) => {
    const { status, body } = await post(`${tickets.url}/api/tickets`, order);
    expect([status, body.idempotent, body.numero]).toEqual([200, true, String(order.numero)]);
  });

  it.each(orders)('is a conflict when something in it differs: $numero', async (order) => {
    const other = { ...order, cliente_nombre: 'Otra persona' };
    expect((await post(`${store.url}/api/pedidos`, other)).status).toBe(409);
    expect((await post(`${tickets.url}/api/tickets`, other)).status).toBe(409);
  });

  it('is known by its key where it has no number of its own', async () => {
    const key = { 'Idempotency-Key': 'sin-numero-1' };
    const { status, body } = await post(`${store.url}/api/pedidos`, withoutNumber, key);
    expect([status, body.idempotent]).toEqual([200, true]);
    expect((await post(`${store.url}/api/pedidos`, { ...withoutNumber, total: 6 }, key)).status).toBe(409);
  });

  it('is on the board, once and whole', async () => {
    const { body } = await get(`${tickets.url}/api/tablero`);
    const numbers = body.tickets.map(({ numero }: { numero: string }) => numero);
    expect(numbers.slice(0, -1)).toEqual(orders.map(({ numero }) => String(numero)));
    expect(numbers).toHaveLength(orders.length + 1);
    for (const ticket of body.tickets) expect(ticketSchema.strict().parse(ticket)).toEqual(ticket);
    expect(body.head).toBe(orders.length + 1);
  });

  it('has version 1, and a new order has the newest version', async () => {
    expect((await post(`${store.url}/api/pedidos`, { ...orders[0], numero: 'DE-AHORA' })).status).toBe(201);
    const ofNow = [...orders, withoutNumber].map(() => 1).concat(canonicalVersion);
    expect(versionsIn('store', 'orders')).toEqual(ofNow);
    expect(versionsIn('tickets', 'tickets')).toEqual(ofNow);
  });
});

function versionsIn(name: string, table: string): number[] {
  const db = new Database(join(dir.path, `${name}.db`), { readonly: true });
  const versions = db.prepare(`SELECT canonical_version FROM ${table} ORDER BY rowid`).pluck().all();
  db.close();
  return versions as number[];
}
