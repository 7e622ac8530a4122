import { createFakeClock, eventLoopTurn } from '@relevo/testkit/clock';
import { apiKey, post } from '@relevo/testkit/http';
import { adminOf } from '@relevo/testkit/people';
import { storeForTest, ticketsForTest } from '@relevo/testkit/services';
import { tempDir } from '@relevo/testkit/temp-dir';
import type { Page } from 'playwright-core';
import { afterAll, it } from 'vitest';
import { openBoard } from './support/board-page.ts';
import { launchBrowser } from './support/browser.ts';

const browser = await launchBrowser();
afterAll(() => browser.close());

const tvSize = { viewport: { width: 1920, height: 1080 } };
const nobody = 'http://127.0.0.1:1';

/** A ticket service with an admin's board and a TV, each in a real browser. */
async function startBoards(options: Parameters<typeof ticketsForTest>[0] = {}) {
  await using opened = new AsyncDisposableStack();
  const service = opened.use(await ticketsForTest(options));
  const admin = await adminOf(service);
  const { url } = service;
  const board = opened.use(await openBoard(browser, { url, client: admin }));
  const { pathname, hash } = new URL(
    (await admin.call('POST', '/api/enlaces-tv', { nombre: 'Salón' })).body.enlace,
    url,
  );
  const tv = opened.use(await openBoard(browser, { url, link: pathname + hash, device: tvSize }));
  const running = opened.move();
  return {
    ...{ url, board, tv, pages: [board.page, tv.page] as const },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

const banner = (page: Page) => page.locator('[data-banner="tienda"]');
const said = async (page: Page) => (await banner(page).allInnerTexts()).join('\n');

it.concurrent('says on board and TV that a store is silent, that orders wait in it, and what to do', async ({
  expect,
}) => {
  const clock = createFakeClock({ settle: eventLoopTurn });
  await using scene = await startBoards({ clock });
  const { url, board, tv, pages } = scene;
  const signal = (pendientes = 0, mas_viejo_s: number | null = null) =>
    post(`${url}/api/tiendas/senal`, { instancia: 'caja-1', pendientes, mas_viejo_s });

  await board.page.locator('[data-accion="ahora-no"]').click();
  for (const page of pages)
    await page.locator('.quiet', { hasText: 'Todavía no llamó ninguna tienda' }).waitFor();
  expect((await signal()).status).toBe(200);
  await clock.advance(1_000);
  for (const page of pages) await page.locator('.quiet', { hasText: 'Todo tranquilo' }).waitFor();

  await clock.advance(16_000);
  for (const page of pages)
    await banner(page)
      .filter({ hasText: /^La tienda no da señales desde las \d\d:\d\d\./ })
      .waitFor();
  await signal();
  await clock.advance(1_000);
  for (const page of pages) await banner(page).waitFor({ state: 'detached' });

  await signal(3, 125);
  await clock.advance(1_000);
  const waiting = '3 pedidos no llegaron al tablero; el más viejo, hace 2 min.';
  for (const page of pages) await banner(page).filter({ hasText: waiting }).waitFor();
  expect(await tv.page.locator('[data-accion="tiendas"]').count()).toBe(0);

  await board.page.locator('[data-banner="tienda"] [data-accion="tiendas"]').click();
  const dialog = board.page.locator('[data-dialogo="tiendas"]');
  await dialog.getByText('llegan solos en cuanto se arregla').waitFor();
  await dialog.locator('[data-tienda="tienda"]', { hasText: '3 pedidos esperan' }).waitFor();
  await dialog.locator('[data-accion="no-esperar"]').click();
  await dialog.locator('[data-tienda]').waitFor({ state: 'detached' });
  await clock.advance(1_000);
  await dialog.getByText('Todavía no llamó ninguna tienda').waitFor();
  await banner(tv.page).waitFor({ state: 'detached' });
  expect([...board.errors, ...tv.errors]).toEqual([]);
}, 120_000);

it.concurrent('names within 20 s a store that was killed, has a wrong key or no way here, and is quiet 10 s after', async ({
  expect,
}) => {
  using dir = tempDir();
  const names = ['apagada', 'otra-clave', 'sin-camino'] as const;
  const keyOf = (name: string) => `${name}:clave-de-la-tienda-${name}`;
  await using scene = await startBoards({ env: { RELAY_API_KEY: [apiKey, ...names.map(keyOf)].join(',') } });
  const { url, board, tv, pages } = scene;
  await using stores = new AsyncDisposableStack();
  const running = new Map<string, AsyncDisposable>();
  stores.defer(async () => {
    for (const store of running.values()) await store[Symbol.asyncDispose]();
  });
  async function start(name: string, env: Record<string, string> = {}): Promise<void> {
    await running.get(name)?.[Symbol.asyncDispose]();
    const settings = { RELAY_API_KEY: keyOf(name), TICKETS_URL: url, ...env };
    running.set(
      name,
      await storeForTest({ dir: dir.path, env: { DATABASE_URL: `file:${dir.at(name)}.db`, ...settings } }),
    );
  }
  for (const name of names) await start(name);
  await expect
    .poll(async () => board.heard.at(-1)?.includes('sin-camino') ?? false, { timeout: 15_000 })
    .toBe(true);
  for (const page of pages) expect(await said(page)).toBe('');

  const brokenAt = performance.now();
  await running.get('apagada')?.[Symbol.asyncDispose]();
  running.delete('apagada');
  await start('otra-clave', { RELAY_API_KEY: 'otra-clave:una-clave-que-nadie-conoce' });
  await start('sin-camino', { TICKETS_URL: nobody });
  const lastBroken = performance.now() - brokenAt;
  const tells = names.map((name) => `La tienda ${name} no da señales`);
  for (const page of pages)
    await expect
      .poll(() => said(page), { timeout: 20_000 })
      .toMatch(new RegExp(tells.map((text) => `(?=[\\s\\S]*${text})`).join('')));
  expect(performance.now() - brokenAt - lastBroken).toBeLessThan(20_000);

  for (const name of names) await start(name);
  const healedAt = performance.now();
  for (const page of pages) await banner(page).waitFor({ state: 'detached', timeout: 10_000 });
  expect(performance.now() - healedAt).toBeLessThan(10_000);
  expect([...board.errors, ...tv.errors]).toEqual([]);
}, 120_000);
