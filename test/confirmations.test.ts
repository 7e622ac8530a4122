import { apiKey, get, post } from '@relevo/testkit/http';
import { anOrder } from '@relevo/testkit/orders';
import { adminOf, memberOf } from '@relevo/testkit/people';
import { startProcess } from '@relevo/testkit/processes';
import { type Pair, startPair, storeForTest, ticketsForTest } from '@relevo/testkit/services';
import { tempDir } from '@relevo/testkit/temp-dir';
import { until } from '@relevo/testkit/until';
import { aCommand, ticketNow, work } from '@relevo/testkit/work';
import { afterAll, describe, expect, it } from 'vitest';

/** Places an order and waits until the store knows its ticket. */
async function placed(storeUrl: string, numero: string): Promise<number> {
  await post(`${storeUrl}/api/pedidos`, anOrder(numero));
  const { body } = await until(
    () => get(`${storeUrl}/api/pedidos/${numero}`),
    (answer) => answer.body.ticket !== null,
  );
  return body.ticket.ticket_id;
}

const inStore = async (storeUrl: string, numero: string) =>
  (await get(`${storeUrl}/api/pedidos/${numero}`)).body.ticket;

/** What the store tells of the ticket, once it tells this version. */
function toldAt(storeUrl: string, numero: string, version: number) {
  return until(
    () => inStore(storeUrl, numero),
    (ticket) => ticket.version === version,
    40_000,
  );
}

describe('a change to a ticket', async () => {
  const pair: Pair = await startPair();
  afterAll(() => pair[Symbol.asyncDispose]());
  const { storeUrl, tickets } = pair;

  it('is in the store’s answer, with state, driver, version and time', async () => {
    const service = tickets as Awaited<ReturnType<typeof ticketsForTest>>;
    const admin = await adminOf(service);
    const rosa = await memberOf(admin, 'repartidor', 'Rosa');
    const ticketId = await placed(storeUrl, 'CAMINO');
    const before = Date.now();
    await work(tickets.url, ticketId, ['avanzar'], ['asignar', { repartidor_id: rosa.person.id }]);
    expect((await rosa.command(ticketId, aCommand('avanzar', 3))).status).toBe(200);

    const told = await toldAt(storeUrl, 'CAMINO', 4);
    expect(told).toEqual({
      ...{ ticket_id: ticketId, estado: 'en-camino', repartidor_asignado: 'Rosa', version: 4 },
      actualizado_en: expect.any(String),
    });
    expect(Date.parse(told.actualizado_en)).toBeGreaterThanOrEqual(before);
    expect(Date.parse(told.actualizado_en)).toBeLessThanOrEqual(Date.now());

    await work(tickets.url, ticketId, [
      'asignar',
      { repartidor_id: (await memberOf(admin, 'repartidor', 'Leo')).person.id },
    ]);
    expect(await toldAt(storeUrl, 'CAMINO', 5)).toMatchObject({ repartidor_asignado: 'Leo' });
    await work(tickets.url, ticketId, ['avanzar'], ['deshacer'], ['cancelar', { motivo: 'No atiende' }]);
    expect(await toldAt(storeUrl, 'CAMINO', 8)).toMatchObject({ estado: 'cancelado' });
  });

  it('is confirmed once, and a refused or repeated command confirms nothing', async () => {
    const ticketId = await placed(storeUrl, 'UNA-VEZ');
    const delivered = async () =>
      Number(/relevo_deliveries\{estado="entregada"\} (\d+)/.exec(await metricsOf(tickets.url))?.[1] ?? 0);
    const before = await delivered();
    const command = aCommand('avanzar', 1);
    for (let nth = 0; nth < 5; nth += 1)
      await post(`${tickets.url}/api/tickets/${ticketId}/comandos`, command);
    await post(`${tickets.url}/api/tickets/${ticketId}/comandos`, aCommand('avanzar', 1));
    await post(`${tickets.url}/api/tickets/${ticketId}/comandos`, aCommand('avanzar', 2));
    await work(tickets.url, ticketId, ['reconocer']);
    await toldAt(storeUrl, 'UNA-VEZ', 3);
    await until(delivered, (count) => count >= before + 2);
    expect(await delivered()).toBe(before + 2);
  });

  it('is confirmed by the newest only, after several changes while the store was down', async () => {
    const ticketId = await placed(storeUrl, 'CERRADA');
    await pair.stopStore();
    const now = await work(
      tickets.url,
      ticketId,
      ['avanzar'],
      ['priorizar', { prioridad: 'alta' }],
      ['mover', { estado: 'entregado' }],
    );
    await pair.startStore();
    expect(await toldAt(storeUrl, 'CERRADA', now.version)).toMatchObject({ estado: 'entregado' });
  });

  it('is not undone by an older confirmation that arrives late', async () => {
    const ticketId = await placed(storeUrl, 'TARDE');
    await work(tickets.url, ticketId, ['avanzar'], ['mover', { estado: 'entregado' }]);
    const known = await toldAt(storeUrl, 'TARDE', 3);
    for (const version of [1, 2]) {
      const late = { ticket_id: ticketId, estado: 'en-preparacion', version };
      const { status, body } = await post(`${storeUrl}/api/confirmar-ticket/TARDE`, late);
      expect([status, body.ignorado, body.estado]).toEqual([200, true, 'entregado']);
    }
    expect(await inStore(storeUrl, 'TARDE')).toEqual(known);
  });
});

it('is confirmed after the restart of a ticket service that was killed before', async () => {
  using dir = tempDir();
  const port = await freePort();
  await using tickets = await startProcess('tickets', dir.path, { STORE_URL: `http://127.0.0.1:${port}` });
  const storeEnv = { TICKETS_URL: tickets.url, PORT: port };
  let ticketId: number;
  {
    await using store = await storeForTest({ dir: dir.path, env: storeEnv });
    ticketId = await placed(store.url, 'MUERTE');
  }
  // The store is down: nothing can be told before the kill.
  const now = await work(tickets.url, ticketId, ['avanzar'], ['mover', { estado: 'entregado' }]);
  await tickets.kill();
  await using store = await storeForTest({ dir: dir.path, env: storeEnv });
  expect(await inStore(store.url, 'MUERTE')).toMatchObject({ estado: 'pendiente' });
  await tickets.start();
  const { ticket } = await ticketNow(tickets.url, ticketId);
  expect(ticket).toEqual(now);
  expect(await toldAt(store.url, 'MUERTE', now.version)).toMatchObject({ estado: 'entregado' });
}, 90_000);

async function freePort(): Promise<string> {
  await using service = await ticketsForTest();
  return new URL(service.url).port;
}

async function metricsOf(url: string): Promise<string> {
  return (await fetch(`${url}/metrics`, { headers: { 'X-API-Key': apiKey } })).text();
}
