import { adminOf, memberOf } from '@relevo/testkit/people';
import { ticketsForTest } from '@relevo/testkit/services';
import type { BrowserContextOptions } from 'playwright-core';
import { afterAll, expect, it } from 'vitest';
import { faultyProxy } from '../scripts/smoke/testing/faulty-proxy.ts';
import { violationsOf } from './support/axe.ts';
import { openBoard } from './support/board-page.ts';
import { launchBrowser } from './support/browser.ts';

const browser = await launchBrowser();
const service = await ticketsForTest();
afterAll(async () => {
  await browser.close();
  await service[Symbol.asyncDispose]();
});
const { url } = service;
const admin = await adminOf(service);
const vera = await memberOf(admin, 'lectura', 'Vera');
const device: BrowserContextOptions = { viewport: { width: 1280, height: 800 } };

it('guides a person with an empty board through a test order, over a reload too', async () => {
  await using onlooker = await openBoard(browser, { url, client: vera, device });
  await onlooker.page.locator('.quiet').waitFor();
  await expect.poll(() => onlooker.page.locator('[data-accion="pedido-de-prueba"]').count()).toBe(0);

  await using board = await openBoard(browser, { url, client: admin, device });
  const { page } = board;
  await page.locator('.welcome').waitFor();
  expect(await violationsOf(page)).toEqual([]);
  await page.locator('.welcome [data-accion="pedido-de-prueba"]').dblclick();
  const step = (name: string) => page.locator(`.guide[data-paso="${name}"]`).waitFor();
  await step('seen');
  const { tickets } = (await admin.get('/api/tablero')).body;
  expect(tickets).toHaveLength(1);
  const id = tickets[0].ticket_id;
  await board.card(id).getByText('Prueba', { exact: true }).waitFor();
  await onlooker.card(id).waitFor();

  await board.control(id, 'reconocer').click();
  await step('prepare');
  await page.reload();
  await step('prepare');
  await board.control(id, 'avanzar').click();
  await step('leave');
  // Nobody delivers here yet: it says how to go on all the same, and where to add somebody.
  await page.locator('.guide').getByText('Retira en el local', { exact: true }).waitFor();
  await page.locator('.guide a[href="/personas"]').waitFor();
  await board.control(id, 'mas').click();
  await page.locator('dialog [data-accion="retirar"]').click();
  await step('entregado');
  await page.locator('[data-accion="cerrar-guia"]').click();
  await page.locator('.guide').waitFor({ state: 'detached' });
  await page.reload();
  await board.card(id).waitFor({ state: 'attached' });
  await expect.poll(() => page.locator('.guide').count()).toBe(0);
  expect(board.errors).toEqual([]);
}, 60_000);

it('names the setting of a proxy that blocks WebSocket', async () => {
  await using proxy = await faultyProxy(url, { upgrades: 'refused' });
  const link = '/conexion';
  const context = await browser.newContext({ locale: 'es-AR', reducedMotion: 'reduce', ...device });
  const [name = '', value = ''] = (vera.headers.Cookie ?? '').split('=');
  await context.addCookies([{ name, value, url: proxy.url }]);
  const page = await context.newPage();
  await page.goto(proxy.url + link);
  const check = (id: string, level: string) =>
    page.locator(`[data-comprobacion="${id}"][data-nivel="${level}"]`).waitFor();
  await check('polling', 'ok');
  await check('websocket', 'bad');
  await page.getByRole('heading', { name: 'Falta un ajuste: Upgrade' }).waitFor();
  const lines = await page.locator('[data-comprobacion="websocket"] code').textContent();
  expect(lines).toContain('proxy_set_header Upgrade $http_upgrade;');
  await Promise.all(['reach', 'session', 'clock', 'origin', 'proxy'].map((id) => check(id, 'ok')));
  await context.close();
});

it('finds no fault in a good network, and hears two signals from the server', async () => {
  await using board = await openBoard(browser, { url, client: vera, device });
  const { page, errors } = board;
  await page.locator('[data-accion="menu"]').click();
  await page.locator('dialog a[href="/conexion"]').click();
  await page.locator('[data-resultado="bien"]').waitFor({ timeout: 20_000 });
  const levels = await page
    .locator('[data-comprobacion]')
    .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-nivel')));
  expect(levels).toEqual(Array(8).fill('ok'));
  expect(errors).toEqual([]);
});
