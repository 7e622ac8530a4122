import type { Scope, ShownKey } from '@relevo/contract';
import { connectSocket } from '@relevo/testkit/boards';
import { createFakeClock } from '@relevo/testkit/clock';
import { call, post } from '@relevo/testkit/http';
import { anOrder } from '@relevo/testkit/orders';
import { adminOf } from '@relevo/testkit/people';
import { ticketsForTest } from '@relevo/testkit/services';
import { until } from '@relevo/testkit/until';
import { aCommand, newTicket } from '@relevo/testkit/work';
import { afterAll, describe, expect, it } from 'vitest';
import { runKeys } from './key-cli.ts';

const service = await ticketsForTest({ env: { RATE_LIMIT_PER_IP: '10000' } });
afterAll(() => service[Symbol.asyncDispose]());
const { url } = service;
const admin = await adminOf(service);

async function make(...alcances: Scope[]): Promise<ShownKey> {
  return (await admin.call('POST', '/api/claves', { nombre: 'x', fuente: 'panaderia', alcances })).body;
}

/** The command line, in this process. */
const keys = (...args: string[]) =>
  JSON.parse(runKeys([...args, '--json', '--database', `file:${service.databaseFile}`], {}));

const board = (token: string) => connectSocket(url, { auth: { token } }, () => {}, { reconnection: false });
const read = async (key: string) => (await call('GET', `${url}/api/tablero`, { 'X-API-Key': key })).status;

/** How many milliseconds it takes until `done` holds, from before `act`. */
async function timeUntil(act: () => unknown, done: () => Promise<boolean>): Promise<number> {
  const from = performance.now();
  await act();
  await until(done, (is) => is);
  return performance.now() - from;
}

describe('a socket with a key', () => {
  it('reads with tickets:leer and changes nothing', async () => {
    const ticketId = await newTicket(url);
    const socket = await board((await make('tickets:leer')).clave);
    expect((await socket.emitWithAck('suscribir', {})).tickets).toEqual(
      expect.arrayContaining([expect.objectContaining({ ticket_id: ticketId })]),
    );
    const command = { ticket_id: ticketId, ...aCommand('reconocer', 1) };
    expect(await socket.emitWithAck('comando', command)).toMatchObject({
      ok: false,
      problema: { type: '/problemas/prohibido' },
    });
    socket.disconnect();
  });

  it('works with tickets:trabajar', async () => {
    const ticketId = await newTicket(url);
    const socket = await board((await make('tickets:trabajar')).clave);
    const command = { ticket_id: ticketId, ...aCommand('reconocer', 1) };
    expect(await socket.emitWithAck('comando', command)).toMatchObject({ ok: true });
    socket.disconnect();
  });

  it.each<Scope[]>([['pedidos:escribir'], ['tickets:escribir', 'ajustes', 'metricas']])(
    'is refused with %s: it may not read',
    async (...scopes) => {
      const { clave } = await make(...scopes);
      await expect(board(clave)).rejects.toMatchObject({
        data: { type: '/problemas/prohibido', alcance: 'tickets:leer' },
      });
      await expect(board('relevo_nobody')).rejects.toMatchObject({
        data: { type: '/problemas/no-autorizado' },
      });
    },
  );

  it.each([
    ['revoked by the admin', (id: number) => admin.call('DELETE', `/api/claves/${id}`)],
    ['rotated by the admin', (id: number) => admin.call('POST', `/api/claves/${id}/rotar`, {})],
    ['revoked by another process', (id: number) => keys('revoke', String(id))],
    ['rotated by another process', (id: number) => keys('rotate', String(id))],
  ])('is cut within a second of being %s, and nobody else’s', async (_how, end) => {
    const [one, other] = [await make('tickets:trabajar'), await make('tickets:leer')];
    const [socket, others] = [await board(one.clave), await board(other.clave)];
    const cut = new Promise<void>((done) => socket.once('disconnect', () => done()));
    const from = performance.now();
    await end(one.id);
    await cut;
    expect(performance.now() - from).toBeLessThan(1_000);
    await expect(board(one.clave)).rejects.toMatchObject({ data: { type: '/problemas/no-autorizado' } });
    expect([await read(one.clave), await read(other.clave)]).toEqual([401, 200]);
    expect(others.connected).toBe(true);
    others.disconnect();
  });

  it('is cut when the time of the old secret is over, though nobody does anything', async () => {
    const clock = createFakeClock({ startAt: Date.now(), realSleep: true });
    await using another = await ticketsForTest({ clock });
    const boss = await adminOf(another);
    const wanted = { nombre: 'x', fuente: 'x', alcances: ['tickets:leer'] };
    const { id, clave } = (await boss.call('POST', '/api/claves', wanted)).body;
    const socket = await connectSocket(another.url, { auth: { token: clave } }, () => {}, {
      reconnection: false,
    });
    const { body } = await boss.call('POST', `/api/claves/${id}/rotar`, { anterior_sirve_s: 60 });
    const fresh = await connectSocket(another.url, { auth: { token: body.clave } }, () => {}, {
      reconnection: false,
    });
    const cut = new Promise<void>((done) => socket.once('disconnect', () => done()));
    clock.advance(60_000);
    await cut;
    expect(fresh.connected).toBe(true);
    fresh.disconnect();
  });
});

describe('a change by another process', () => {
  it('is known within a second: a key made, rotated, revoked', async () => {
    let made: ShownKey | undefined;
    const add = () => {
      made = keys('add', '--name', 'Del terminal', '--caller', 'terminal', '--scopes', 'tickets:leer');
    };
    expect(await timeUntil(add, async () => (await read(made?.clave ?? '')) === 200)).toBeLessThan(1_000);
    const { id, clave } = made as unknown as ShownKey;
    let second = '';
    const rotate = () => {
      second = keys('rotate', String(id), '--old-works-for', '1h').clave;
    };
    expect(await timeUntil(rotate, async () => (await read(second)) === 200)).toBeLessThan(1_000);
    expect(await read(clave)).toBe(200);
    const revoke = () => keys('revoke', String(id));
    expect(await timeUntil(revoke, async () => (await read(second)) === 401)).toBeLessThan(1_000);
    expect(await read(clave)).toBe(401);
  });
});

describe('the last use', () => {
  it('is shown soon after the first use, and not written again within a minute', async () => {
    const made = await make('tickets:escribir');
    const usedAt = async () =>
      (await admin.get('/api/claves')).body.claves.find(({ id }: ShownKey) => id === made.id).usada_en;
    expect(await usedAt()).toBe(null);
    await post(`${url}/api/tickets`, anOrder('U-1'), { 'X-API-Key': made.clave });
    const first = await until(usedAt, (at) => at !== null);
    await post(`${url}/api/tickets`, anOrder('U-2'), { 'X-API-Key': made.clave });
    // A change by another process shows that the service has looked since.
    keys('add', '--name', 'y', '--caller', 'y', '--scopes', 'metricas');
    expect(await usedAt()).toBe(first);
  });

  it('at the store is what the store reports, but never a time that is still to come', async () => {
    const made = await make('pedidos:escribir');
    const usadas = [
      { id: made.id, en: '2999-01-01T00:00:00Z' },
      { id: 999_999, en: '2026-01-01T00:00:00Z' },
    ];
    expect((await post(`${url}/api/claves/vigentes`, { version: null, usadas })).status).toBe(200);
    const shown = await until(
      async () => (await admin.get('/api/claves')).body.claves.find(({ id }: ShownKey) => id === made.id),
      ({ usada_en }) => usada_en !== null,
    );
    expect(Date.parse(shown.usada_en)).toBeLessThanOrEqual(Date.now());
  });
});
