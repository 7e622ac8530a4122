import { post } from '@relevo/testkit/http';
import { anOrder } from '@relevo/testkit/orders';
import { adminOf, memberOf } from '@relevo/testkit/people';
import { frameProxy } from '@relevo/testkit/proxies';
import { ticketsForTest } from '@relevo/testkit/services';
import { newTicket } from '@relevo/testkit/work';
import { afterAll, expect, it } from 'vitest';
import { type BoardPage, openBoard } from './support/board-page.ts';
import { launchBrowser } from './support/browser.ts';
import { hide, ringBar, ringSpy, spiedOn, untilSilent } from './support/ring-page.ts';

// One lets pages sound by themselves, as a browser does for a page that is used every day; the other wants a tap.
const [trusting, usual] = await Promise.all([
  launchBrowser('--autoplay-policy=no-user-gesture-required'),
  launchBrowser('--autoplay-policy=document-user-activation-required'),
]);
afterAll(() => Promise.all([trusting.close(), usual.close()]));

it('rings for a new order until it is acknowledged on another device, and never for what it missed', async ({
  annotate,
}) => {
  await using service = await ticketsForTest();
  await using proxy = await frameProxy(service.url);
  const admin = await adminOf(service);
  const [ana, beto] = [await memberOf(admin, 'operador', 'Ana'), await memberOf(admin, 'operador', 'Beto')];
  await using a = await openBoard(trusting, { url: proxy.url, client: ana, before: ringSpy });
  await using b = await openBoard(usual, { url: service.url, client: beto, before: ringSpy });

  // The browser of B wants a tap first, and the page says so.
  await b.page.locator('[data-accion="activar-sonido"]').waitFor();
  await expect.poll(() => a.page.locator('[data-accion="activar-sonido"]').count()).toBe(0);
  const board = a.page.locator('.columns');
  const placed = await board.boundingBox();
  const first = await newTicket(service.url);
  await ringBar(a.page, 1, true).waitFor();
  // What somebody was about to touch has not moved.
  expect(await board.boundingBox()).toEqual(placed);
  await ringBar(b.page, 1, false).waitFor();
  expect((await spiedOn(a.page)).notes).toBeGreaterThan(0);
  expect((await spiedOn(b.page)).notes).toBe(0);
  await b.page.locator('[data-accion="activar-sonido"]').click();
  await ringBar(b.page, 1, true).waitFor();
  expect((await spiedOn(b.page)).notes).toBeGreaterThan(0);
  await expect.poll(() => b.page.locator('[data-accion="activar-sonido"]').count()).toBe(0);

  // Acknowledged on B: silence on both.
  const from = performance.now();
  await b.page.locator('[data-accion="visto-todos"]').click();
  await untilSilent(b.page);
  await untilSilent(a.page);
  await annotate(`A was silent ${Math.round(performance.now() - from)} ms after the tap on B`);
  expect((await admin.get(`/api/tickets/${first}`)).body.reconocido).toBe(true);

  // 50 orders while A has no connection: B rings for them, A does not when it is back.
  const before = (await spiedOn(a.page)).notes;
  proxy.refuseSockets();
  await a.sign('offline');
  await post(`${service.url}/api/tickets/lote`, {
    tickets: Array.from({ length: 50 }, (_, n) => anOrder(`L-${n}`)),
  });
  await ringBar(b.page, 50, true).waitFor();
  proxy.acceptSockets();
  await a.sign('live', 15_000);
  await a.page.locator('[data-aviso="perdidos"]').waitFor();
  expect(await a.page.locator('[data-aviso="perdidos"]').innerText()).toContain('50 pedidos');
  await expectSilence(a, before);
  await expect.poll(() => a.page.locator('[data-reconocido="no"] .mark-new').count()).toBe(50);

  // A new one rings, on a page that lies hidden too: by its title and a notification.
  await hide(a.page, true);
  const last = await newTicket(service.url);
  await ringBar(a.page, 1, true).waitFor();
  await expect.poll(() => a.page.title()).toBe('(1) ¡Nuevo! · Relevo');
  expect((await spiedOn(a.page)).notes).toBeGreaterThan(before);
  expect((await spiedOn(a.page)).notices).toEqual([`1 pedido nuevo relevo-${last}`]);
  await hide(a.page, false);
  expect((await spiedOn(a.page)).notices.at(-1)).toBe('closed');
  // Looked at again, it first asks whether it has missed something, and says so.
  await expect.poll(() => a.page.title()).toBe('(51) Relevo');

  // After a reload that one rings again, with its bar and its count, and still none of those that were missed.
  await a.page.reload();
  await a.sign('live');
  await a.card(last).waitFor();
  await ringBar(a.page, 1, true).waitFor();
  await expect.poll(async () => (await spiedOn(a.page)).notes).toBeGreaterThan(0);
  await a.page.locator('[data-accion="visto-todos"]').click();
  await untilSilent(a.page);
  expect([a.errors, b.errors]).toEqual([[], []]);
}, 90_000);

it('says that it cannot ring when that part of the page fails to load, and rings after a reload', async () => {
  await using service = await ticketsForTest();
  const admin = await adminOf(service);
  const missing = '**/alerts-*.js';
  await using board = await openBoard(trusting, {
    ...{ url: service.url, client: admin },
    // It has been loaded anew by itself already.
    before: `${ringSpy} sessionStorage.setItem('relevo:sin-sonido', '1');`,
    async prepare(context) {
      await context.route(missing, (route) => route.abort());
    },
  });
  await board.page.locator('[data-aviso="sin-sonido"]').waitFor();
  await board.context.unroute(missing);
  await board.page.locator('[data-accion="cargar-de-nuevo"]').click();
  await expect.poll(() => board.loads()).toBe(2);
  await board.sign('live');
  await newTicket(service.url);
  await ringBar(board.page, 1, true).waitFor();
  await expect.poll(() => board.page.locator('[data-aviso="sin-sonido"]').count()).toBe(0);
}, 60_000);

async function expectSilence({ page }: BoardPage, notes: number): Promise<void> {
  await expect.poll(() => page.locator('[data-sonando]').count()).toBe(0);
  expect((await spiedOn(page)).notes).toBe(notes);
}
