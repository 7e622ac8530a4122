import { adminOf } from '@relevo/testkit/people';
import { frameProxy } from '@relevo/testkit/proxies';
import { ticketsForTest } from '@relevo/testkit/services';
import { newTicket, work } from '@relevo/testkit/work';
import type { Page } from 'playwright-core';
import { afterAll, expect, it } from 'vitest';
import { openBoard } from './support/board-page.ts';
import { launchBrowser } from './support/browser.ts';
import { overflows } from './support/overflows.ts';

const browser = await launchBrowser();
afterAll(() => browser.close());

const tv = { viewport: { width: 1920, height: 1080 } };

/** A service of its own, and a TV by its link over a network that can fail. */
async function startTv() {
  await using opened = new AsyncDisposableStack();
  const service = opened.use(await ticketsForTest());
  const proxy = opened.use(await frameProxy(service.url));
  const admin = await adminOf(service);
  const { body } = await admin.call('POST', '/api/enlaces-tv', { nombre: 'Salón' });
  const { pathname, hash } = new URL(body.enlace, service.url);
  const link = pathname + hash;
  const board = opened.use(await openBoard(browser, { url: proxy.url, link, device: tv }));
  const stack = opened.move();
  const end = () => stack.disposeAsync();
  const free = () => admin.call('DELETE', `/api/enlaces-tv/${body.id}/dispositivo`);
  return { url: service.url, proxy, link, free, board, page: board.page, [Symbol.asyncDispose]: end };
}

/** What of the cards is cut off by their column or by the screen; nobody can scroll on a wall. */
async function hidden(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`[...document.querySelectorAll('[data-ticket-id]')].flatMap((card) => {
    const list = card.closest('.tv-cards').getBoundingClientRect();
    const { top, bottom, left, right } = card.getBoundingClientRect();
    const room = Math.min(list.bottom, document.documentElement.clientHeight) + 1;
    return top >= list.top - 1 && bottom <= room && left >= list.left - 1 && right <= list.right + 1
      ? [] : [card.dataset.numero];
  })`);
}

it.concurrent('makes room for new orders, until its columns turn their pages', async () => {
  await using scene = await startTv();
  const { url, board, page } = scene;
  expect(await page.locator('.quiet').isVisible()).toBe(true);

  const first = await newTicket(url);
  await board.card(first).waitFor();
  expect(await page.locator('.tv').getAttribute('data-densidad')).toBe('large');
  expect(await page.locator('.quiet').count()).toBe(0);

  for (let nth = 0; nth < 14; nth += 1) await newTicket(url, { cliente_nombre: `Cliente ${nth}` });
  await page.locator('[data-estado="pendiente"] .count', { hasText: '15' }).waitFor();
  expect(await page.locator('[data-estado="pendiente"] [data-ticket-id]').count()).toBe(15);
  expect(await page.locator('.tv').getAttribute('data-densidad')).not.toBe('large');
  expect(await hidden(page)).toEqual([]);
  expect(await overflows(page)).toEqual([]);

  for (let nth = 0; nth < 45; nth += 1) await newTicket(url);
  await page.locator('[data-estado="pendiente"] .count', { hasText: '60' }).waitFor();
  const pages = await page.locator('.tv-pages').innerText();
  const [, of] = /^Página \d de (\d)$/i.exec(pages) ?? [];
  const shown = await page.locator('[data-estado="pendiente"] [data-ticket-id]').count();
  expect(Number(of)).toBeGreaterThan(1);
  expect(shown).toBeLessThan(60);
  expect(await hidden(page)).toEqual([]);
  expect(board.errors).toEqual([]);
}, 60_000);

it.concurrent('follows an order from column to column, and says so when it is not up to date', async () => {
  await using scene = await startTv();
  const { url, proxy, board, page } = scene;
  const order = await newTicket(url, { prioridad: 'alta' });
  const inColumn = (estado: string) =>
    page.locator(`.tv-column[data-estado="${estado}"]`).locator(board.card(order));
  await inColumn('pendiente').waitFor();
  await work(url, order, ['avanzar']);
  await inColumn('en-preparacion').waitFor();
  expect(await board.card(order).count()).toBe(1);

  proxy.refuseSockets();
  await page.locator('.tv-columns[data-desactualizado="si"]').waitFor();
  await work(url, order, ['mover', { estado: 'entregado' }]);
  proxy.acceptSockets();
  await page.locator('.tv-columns[data-desactualizado="no"]').waitFor();
  await board.card(order).waitFor({ state: 'detached' });
  expect(board.errors).toEqual([]);
}, 60_000);

it.concurrent('shows what to make and its notes, and of the customer the first name alone', async () => {
  await using scene = await startTv();
  const { url, board, page } = scene;
  const secret = 'privado-del-cliente';
  const order = await newTicket(url, {
    ...{ cliente_nombre: `Ana ${secret}`, cliente_direccion: secret, cliente_telefono: secret },
    ...{ cliente_email: secret, indicaciones: secret, metodo_pago: secret, dni: secret },
    productos: [{ nombre: 'Pizza', cantidad: 2, precio: 1, notas: 'sin aceitunas', de: secret }],
  });
  await board.card(order).waitFor();
  await work(url, order, ['avanzar'], ['anotar', { indicaciones: `${secret} otra vez` }]);
  await page.locator('[data-estado="en-preparacion"]').locator(board.card(order)).waitFor();
  expect(await board.card(order).innerText()).toMatch(/Ana\n[\s\S]*2 Pizza sin aceitunas/);
  await page.reload();
  await board.card(order).waitFor();
  const all = [...board.heard, await page.content()].join('\n');
  expect(all).toContain('sin aceitunas');
  expect(all).not.toContain(secret);
  expect(board.errors).toEqual([]);
}, 60_000);

it.concurrent('comes back by itself after a restart without its session', async () => {
  await using scene = await startTv();
  const { url, board, page } = scene;
  const order = await newTicket(url);
  await board.card(order).waitFor();
  await page.context().clearCookies({ name: 'relevo' });
  await page.reload();
  await board.card(order).waitFor();
  await board.sign('live');
  expect(board.errors).toEqual([]);
}, 60_000);

it.concurrent('keeps its link from a second screen until the admin frees it, and then gives way', async () => {
  await using scene = await startTv();
  const { url, link, board, free } = scene;
  const order = await newTicket(url);
  await board.card(order).waitFor();

  await using context = await browser.newContext({ ...tv, locale: 'es-AR' });
  const second = await context.newPage();
  await second.clock.install();
  await second.goto(url + link);
  await second.locator('[data-sesion="link-in-use"]').waitFor();
  await second.getByText('Quien administra toca «Liberar»').waitFor();
  expect(await second.content()).not.toContain(link);
  await second.clock.runFor(21_000);
  expect(await second.locator('[data-sesion="link-in-use"]').count()).toBe(1);

  await free();
  await board.page.locator('[data-sesion="expired"], [data-sesion="link-expired"]').waitFor();
  await second.clock.runFor(21_000);
  await second.locator(`[data-ticket-id="${order}"]`).waitFor();
  // The first one has nothing left to come in by.
  await board.page.locator('[data-sesion="link-expired"]').waitFor();
  await board.page.reload();
  await board.page.locator('[data-sesion="no-session"]').waitFor();
}, 60_000);
