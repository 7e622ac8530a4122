import { createFakeClock, createRelayClock } from '@relevo/testkit/clock';
import { get, post } from '@relevo/testkit/http';
import { anOrder } from '@relevo/testkit/orders';
import { startProcess } from '@relevo/testkit/processes';
import { scriptedTickets } from '@relevo/testkit/scripted-peer';
import { storeForTest, ticketsForTest } from '@relevo/testkit/services';
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
  expect(counts).toEqual({ pendiente: 500, entregada: 0, rechazada: 0, conflicto: 0 });

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

const minuteMs = 60_000;

it.each([
  ['in one go', false],
  ['with a restart of the store in between', true],
])(
  'shows an order that waited for the ticket service %s as old as it is, by whichever clock',
  async (_, restarts) => {
    using dir = tempDir();
    using storeDir = tempDir();
    const port = await (async () => {
      await using first = await ticketsForTest({ dir: dir.path });
      return new URL(first.url).port;
    })();
    // The store's machine is three hours ahead of the other one.
    const clock = createRelayClock();
    const ticketsClock = createFakeClock({ startAt: clock.now() - 180 * minuteMs, realSleep: true });
    const env = { TICKETS_URL: `http://127.0.0.1:${port}`, RELAY_WAIT_MS: '0' };
    const start = () => storeForTest({ dir: storeDir.path, clock, env });
    let store = await start();
    await using _store = { [Symbol.asyncDispose]: () => store[Symbol.asyncDispose]() };
    const placed = await post(`${store.url}/api/pedidos`, anOrder('ESPERO'));
    expect(placed.body.entrega.estado).toBe('pendiente');
    for (const halfway of [true, false]) {
      await clock.advance(minuteMs);
      ticketsClock.advance(minuteMs);
      if (!restarts || !halfway) continue;
      await store[Symbol.asyncDispose]();
      store = await start();
    }

    await using tickets = await ticketsForTest({ dir: dir.path, env: { PORT: port }, clock: ticketsClock });
    const { body } = await get(`${store.url}/api/pedidos/ESPERO`);
    const waitMs = Math.max(0, Date.parse(body.entrega.proximo_intento) - clock.now());
    await clock.advance(waitMs);
    ticketsClock.advance(waitMs);
    const delivered = await until(
      () => get(`${store.url}/api/pedidos/ESPERO`),
      (order) => order.body.ticket !== null,
    );
    const shown = (await get(`${tickets.url}/api/tickets/${delivered.body.ticket.ticket_id}`)).body;
    const arrived = Date.parse(shown.llegado_en);
    expect(arrived).toBeGreaterThanOrEqual(ticketsClock.now() - waitMs);
    expect(arrived).toBeLessThanOrEqual(ticketsClock.now());
    const ageMs = arrived - Date.parse(shown.fecha_creacion);
    expect(ageMs).toBeGreaterThanOrEqual(2 * minuteMs);
    expect(ageMs).toBeLessThanOrEqual(clock.now() - Date.parse(delivered.body.recibido_en));
    expect(delivered.body.ticket.actualizado_en).toBe(shown.llegado_en);
    const { body: board } = await get(`${tickets.url}/api/tablero`);
    expect(board.tickets).toMatchObject([
      { fecha_creacion: shown.fecha_creacion, llegado_en: shown.llegado_en },
    ]);
  },
);

it('answers after RELAY_WAIT_MS, not after the ticket service, when that one hangs', async () => {
  await using silent = await scriptedTickets(['hang']);
  await using store = await storeForTest({ env: { TICKETS_URL: silent.url, RELAY_WAIT_MS: '50' } });
  // The attempt hangs for 15 s, far beyond the limit of this test.
  const placed = await post(`${store.url}/api/pedidos`, anOrder('LENTO'));
  expect(placed.body.entrega).toMatchObject({ estado: 'pendiente', intentos: 0 });
  // The store gives a running attempt some seconds to end: now it does.
  await silent[Symbol.asyncDispose]();
}, 10_000);
