import { readFile } from 'node:fs/promises';
import type { Summary } from '@relevo/contract';
import { createFakeClock } from '@relevo/testkit/clock';
import { adminOf, memberOf } from '@relevo/testkit/people';
import { ticketsForTest } from '@relevo/testkit/services';
import { newTicket, work } from '@relevo/testkit/work';
import type { BrowserContextOptions } from 'playwright-core';
import { afterAll, expect, it } from 'vitest';
import { openBoard } from './support/board-page.ts';
import { launchBrowser } from './support/browser.ts';

const browser = await launchBrowser();
// Half past eight in the evening of another day than that of the browser's own clock.
const clock = createFakeClock({ startAt: Date.UTC(2026, 5, 10, 23, 30), realSleep: true });
const service = await ticketsForTest({ clock });
afterAll(async () => {
  await browser.close();
  await service[Symbol.asyncDispose]();
});
const { url } = service;
const admin = await adminOf(service);
const rosa = await memberOf(admin, 'repartidor', 'Rosa');

await newTicket(url, { numero: 'A-1' });
clock.advance(45 * 60_000);
// Who takes the day away as a file has to have signed in a short while ago.
const olga = await memberOf(await adminOf(service), 'operador', 'Olga');
const second = await newTicket(url, { numero: 'A-2', cliente_nombre: '=1+1' });
await newTicket(url, { numero: 'A-3' });
await work(
  url,
  second,
  ['asignar', { repartidor_id: rosa.person.id }],
  ['avanzar'],
  ['avanzar'],
  ['avanzar'],
);

const device: BrowserContextOptions = {
  viewport: { width: 1280, height: 900 },
  timezoneId: 'America/Argentina/Buenos_Aires',
};

it('shows the day in figures, hour by hour, and gives it as a file', async () => {
  await using board = await openBoard(browser, { url, client: olga, device });
  const { page, errors } = board;
  await page.locator('[data-accion="menu"]').click();
  await page.locator('dialog a[href="/hoy"]').click();
  await page.getByRole('heading', { name: 'Miércoles, 10 de junio de 2026' }).waitFor();

  const day = 'desde=2026-06-10T00:00:00-03:00&hasta=2026-06-11T00:00:00-03:00';
  const { totales, demorados } = (await olga.get(`/api/resumen?${day}`)).body as Summary;
  const figure = (id: string) => page.locator(`[data-cifra="${id}"] .figure-value`).textContent();
  expect([await figure('pedidos'), await figure('entregados'), await figure('demorados')]).toEqual(
    [totales.pedidos, totales.entregados, demorados.cantidad].map(String),
  );
  await expect
    .poll(() => page.locator('[data-grafico="repartidores"] tbody tr').allTextContents())
    .toEqual(['Rosa10 s']);

  const hours = page.getByRole('slider', { name: 'Pedidos por hora' });
  const told = (text: string) => hours.and(page.locator(`[aria-valuetext="${text}"]`)).waitFor();
  await hours.focus();
  await told('21:00 – 22:00: 2 pedidos');
  await page.keyboard.press('ArrowLeft');
  await told('20:00 – 21:00: 1 pedido');
  expect(await page.locator('.chart-value').textContent()).toBe('20:00 – 21:00: 1 pedido');

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.locator('[data-accion="csv"]').click(),
  ]);
  expect(download.suggestedFilename()).toBe('relevo-2026-06-10.csv');
  const lines = (await readFile(await download.path(), 'utf8')).split('\r\n');
  expect(lines.map((line) => line.split(';').slice(0, 5).join(';')).slice(1, 4)).toEqual([
    'A-1;2026-06-10 20:30:00;2026-06-10 20:30:00;pendiente;Ana Gómez',
    "A-2;2026-06-10 21:15:00;2026-06-10 21:15:00;entregado;'=1+1",
    'A-3;2026-06-10 21:15:00;2026-06-10 21:15:00;pendiente;Ana Gómez',
  ]);
  expect(errors).toEqual([]);
});

it('says that it could not load, and loads when asked again', async () => {
  await using board = await openBoard(browser, { url, client: olga, device });
  const { page } = board;
  await page.route('**/api/resumen?*', (route) => route.abort());
  await page.goto(`${url}/hoy?dia=2026-06-10`);
  await page.getByRole('alert').getByText('El servicio no responde').waitFor();
  await page.unroute('**/api/resumen?*');
  await page.getByRole('button', { name: 'Probar de nuevo' }).click();
  await page.locator('[data-cifra="pedidos"]').waitFor();
  await page.locator('[data-dia="ayer"]').click();
  await page.getByRole('heading', { name: 'No entró ningún pedido' }).waitFor();
  await page.waitForURL('**/hoy?dia=ayer');
});

it('shows a driver the board instead', async () => {
  await using board = await openBoard(browser, { url, client: rosa, device, link: '/hoy' });
  // Delivered, so it is folded away.
  await board.card(second).waitFor({ state: 'attached' });
  await expect.poll(() => board.page.locator('.today').count()).toBe(0);
});
