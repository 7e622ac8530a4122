import { post } from '@relevo/testkit/http';
import { anOrder } from '@relevo/testkit/orders';
import { adminOf } from '@relevo/testkit/people';
import { type Fate, passAll } from '@relevo/testkit/proxies';
import { seededRandom } from '@relevo/testkit/random';
import { storeForTest, ticketsForTest } from '@relevo/testkit/services';
import { aCommand, newTicket } from '@relevo/testkit/work';
import { afterAll, expect, it } from 'vitest';
import { boardOverBadNetwork } from './support/bad-network.ts';
import { openBoard } from './support/board-page.ts';
import { launchBrowser } from './support/browser.ts';

// On a line that has lost something the board asks every second by itself. Where nothing has shown a loss before, a
// lost last event shows at the next position (5 s at most) and is asked for after 1 s more.
const afterStormMs = 2_000;
const afterLossMs = 7_000;
const storm = { seed: 20_260_101, ms: Number(process.env.STORM_MS ?? 6_000) };

const sixFrames = `new Promise((resolve) => {
  const next = (left) => (left === 0 ? resolve() : requestAnimationFrame(() => next(left - 1)));
  next(6);
})`;

const browser = await launchBrowser();
afterAll(() => browser.close());

it.concurrent('paints an order posted at the store in three open browsers, without a reload', async () => {
  await using tickets = await ticketsForTest();
  await using store = await storeForTest({ env: { TICKETS_URL: tickets.url } });
  await using stack = new AsyncDisposableStack();
  const admin = await adminOf(tickets);
  const open = async () => stack.use(await openBoard(browser, { url: tickets.url, client: admin }));
  const boards = [await open(), await open(), await open()];

  const { body } = await post(`${store.url}/api/pedidos`, anOrder('A-1'));
  expect(body.entrega.estado).toBe('entregada');
  for (const { card, loads, errors } of boards) {
    await card(body.entrega.ticket_id).filter({ hasText: 'Ana Gómez' }).waitFor();
    expect(loads()).toBe(1);
    expect(errors).toEqual([]);
  }
});

it.concurrent(
  'equals the service after a storm of dropped, doubled and reordered messages',
  async ({ annotate }) => {
    await using scene = await boardOverBadNetwork(browser);
    const { url, proxy, admin, board, snapshot } = scene;
    const random = seededRandom(storm.seed);
    const fates = { pass: 0, drop: 0, double: 0, late: 0, hold: 0 };
    const harms: Exclude<Fate, 'pass' | 'hold'>[] = ['drop', 'double', 'late'];
    proxy.rule(() => {
      const fate = harms.find(() => random() < 0.3) ?? 'pass';
      fates[fate] += 1;
      return fate;
    });

    const from = performance.now();
    const ids: number[] = [];
    // A slow machine gets fewer messages through: the storm lasts until it has done each harm often enough.
    while (performance.now() - from < storm.ms || harms.some((harm) => fates[harm] <= 5)) {
      ids.push(await newTicket(url));
      const ticketId = ids[Math.floor(random() * ids.length)] ?? 0;
      const { version } = (await admin.get(`/api/tickets/${ticketId}`)).body;
      const cancel = random() < 0.1;
      await admin.command(ticketId, aCommand(cancel ? 'cancelar' : 'avanzar', version, { motivo: 'Prueba' }));
      // Not all at once: the page is to see gaps, answers and positions in between.
      await board.page.evaluate(sixFrames);
    }
    proxy.rule(passAll);
    const took = await board.untilShows(await snapshot(), afterStormMs);
    await annotate(`${ids.length} orders, ${JSON.stringify(fates)}; equal ${took} ms after the end`);
    expect([board.loads(), board.snapshotsAsked(), board.errors]).toEqual([1, 1, []]);
  },
  30_000 + storm.ms,
);

it.concurrent('shows an order whose event, the very last, was lost', async ({ annotate }) => {
  await using scene = await boardOverBadNetwork(browser);
  const { url, proxy, board, snapshot } = scene;
  let lost = 0;
  proxy.rule((message) => {
    if (!message.startsWith('42["nuevo_ticket"')) return 'pass';
    lost += 1;
    return 'drop';
  });
  const ticketId = await newTicket(url);
  const took = await board.untilShows(await snapshot(), afterLossMs);
  await annotate(`the card was there after ${took} ms`);
  expect(await board.card(ticketId).count()).toBe(1);
  // The page came to it by its own asking; the event has never been heard.
  expect(lost).toBe(1);
  expect([board.loads(), board.snapshotsAsked()]).toEqual([1, 1]);
});

it.concurrent('says that it is not up to date when nothing arrives any more, and recovers by itself', async ({
  annotate,
}) => {
  await using scene = await boardOverBadNetwork(browser);
  const { url, proxy, board, snapshot } = scene;
  const from = performance.now();
  proxy.stall();
  const ticketId = await newTicket(url);
  await board.sign('offline', 12_000);
  await annotate(`it said so after ${Math.round(performance.now() - from)} ms`);
  expect(await board.page.locator('[data-conexion]').innerText()).toMatch(/sin conexión/i);
  await board.page.locator('[data-banner]').waitFor();
  expect(await board.page.title()).toBe('⚠ Sin conexión · Relevo');
  expect(await board.card(ticketId).count()).toBe(0);

  proxy.flow();
  const took = await board.untilShows(await snapshot());
  await board.sign('live');
  await annotate(`right ${took} ms after the network was back`);
  expect(await board.page.title()).toBe('(1) Relevo');
  expect(await board.page.locator('[data-banner]').count()).toBe(0);
  expect([board.loads(), board.snapshotsAsked(), board.errors]).toEqual([1, 1, []]);
}, 60_000);

it.concurrent('is up to date within 2 s of waking after a sleep in which orders arrived', async ({
  annotate,
}) => {
  await using scene = await boardOverBadNetwork(browser);
  const { url, proxy, board, snapshot } = scene;
  // A headless browser takes no page for hidden and so freezes none; this stops its code, timers and all.
  const devtools = await board.context.newCDPSession(board.page);
  await devtools.send('Debugger.enable');
  const stopped = new Promise((resolve) => devtools.once('Debugger.paused', resolve));
  await devtools.send('Debugger.pause');
  await stopped;

  // What is meant for a device that sleeps is lost. Two positions: more than 5 s have gone by.
  const twoPositions = Promise.withResolvers<void>();
  const missed: string[] = [];
  proxy.rule((message) => {
    missed.push(message);
    if (missed.filter((text) => text.startsWith('42["posicion"')).length === 2) twoPositions.resolve();
    return 'drop';
  });
  for (const _order of [1, 2, 3]) await newTicket(url);
  await twoPositions.promise;
  expect(missed.filter((text) => text.startsWith('42["nuevo_ticket"'))).toHaveLength(3);
  proxy.rule(passAll);

  const from = performance.now();
  await devtools.send('Debugger.resume');
  await board.untilShows(await snapshot(), 2_000);
  await annotate(`right ${Math.round(performance.now() - from)} ms after waking`);
  expect(await board.page.locator('[data-ticket-id]').count()).toBe(3);
  expect([board.loads(), board.snapshotsAsked(), board.errors]).toEqual([1, 1, []]);
});
