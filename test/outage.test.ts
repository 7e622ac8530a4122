import { get, post } from '@relevo/testkit/http';
import { anOrder } from '@relevo/testkit/orders';
import { startProcess } from '@relevo/testkit/processes';
import { scriptedTickets } from '@relevo/testkit/scripted-peer';
import { storeForTest } from '@relevo/testkit/services';
import { tempDir } from '@relevo/testkit/temp-dir';
import { until } from '@relevo/testkit/until';
import { expect, it } from 'vitest';

const waitMs = 300;

it('accepts 500 orders while the ticket service is down and makes each a ticket, once, when it is back', async () => {
  using dir = tempDir();
  const tickets = await startProcess('tickets', dir.path);
  await using _ended = tickets;
  await tickets.kill();
  await using store = await storeForTest({
    env: { TICKETS_URL: tickets.url, RELAY_WAIT_MS: String(waitMs) },
  });

  const numbers = Array.from({ length: 500 }, (_, index) => `CAIDA-${index}`);
  const answers = await Promise.all(
    numbers.map((numero) => post(`${store.url}/api/pedidos`, anOrder(numero))),
  );
  for (const { status, body } of answers) {
    expect(status).toBe(201);
    expect(body.entrega.estado).toBe('pendiente');
  }
  const counts = (await get(`${store.url}/api/entregas`)).body.cuentas;
  expect(counts).toEqual({ pendiente: 500, entregada: 0, rechazada: 0 });

  await tickets.start();
  await until(
    () => get(`${store.url}/api/entregas`),
    ({ body }) => body.cuentas.entregada === 500,
    40_000,
  );
  const page = (await get(`${tickets.url}/api/tickets?limite=500`)).body;
  expect(page.cursor).toBeNull();
  expect(page.tickets.map((ticket: { numero: string }) => ticket.numero).sort()).toEqual(numbers.sort());
});

it('answers after RELAY_WAIT_MS, not after the ticket service, when that one hangs', async () => {
  await using silent = await scriptedTickets(['hang']);
  await using store = await storeForTest({ env: { TICKETS_URL: silent.url, RELAY_WAIT_MS: '50' } });
  // The attempt hangs for 15 s, far beyond the limit of this test.
  const placed = await post(`${store.url}/api/pedidos`, anOrder('LENTO'));
  expect(placed.body.entrega).toMatchObject({ estado: 'pendiente', intentos: 0 });
  // The store gives a running attempt some seconds to end: now it does.
  await silent[Symbol.asyncDispose]();
}, 10_000);
