import { adminOf, memberOf, nobody } from '@relevo/testkit/people';
import { ticketsForTest } from '@relevo/testkit/services';
import type { Page } from 'playwright-core';
import { afterAll, expect, it } from 'vitest';
import { openBoard } from './support/board-page.ts';
import { desktop, phone } from './support/board-places.ts';
import { launchBrowser } from './support/browser.ts';

const browser = await launchBrowser();
const service = await ticketsForTest();
afterAll(async () => {
  await browser.close();
  await service[Symbol.asyncDispose]();
});
const { url } = service;
const admin = await adminOf(service);
const olga = await memberOf(admin, 'operador', 'Olga');
// More than fit on a page.
for (let count = 0; count < 60; count += 1)
  await admin.call('POST', '/api/enlaces-tv', { nombre: `Salón ${count}` });
await admin.call('PATCH', `/api/personas/${olga.person.id}`, { nombre: 'Olga <b>Paz</b>' });
await nobody(url).call('POST', '/api/sesion', { email: 'nadie@ejemplo.com', clave: 'una clave mala' });

const sentences = (page: Page) => page.locator('[data-entrada] .audit-what').allTextContents();

it('tells the admin who did what, from where, and the earlier on demand', async () => {
  await using board = await openBoard(browser, { url, client: admin, device: desktop });
  const { page, errors } = board;
  await page.locator('[data-accion="menu"]').click();
  await page.locator('dialog a[href="/auditoria"]').click();
  await page.getByRole('heading', { name: 'Auditoría' }).waitFor();
  await page.locator('[data-entrada]').first().waitFor();
  expect((await sentences(page)).slice(0, 3)).toEqual([
    'Entrada rechazada: nadie tiene esa cuenta',
    'Administrador cambió los datos de Olga <b>Paz</b>',
    'Administrador hizo un enlace para la pantalla Salón 59',
  ]);
  expect(await page.locator('[data-entrada]').first().innerText()).toContain('127.0.0.1');
  await expect.poll(() => page.locator('[data-entrada]').count()).toBe(50);
  await page.locator('[data-accion="ver-mas"]').click();
  await page.locator('[data-entrada]').nth(50).waitFor();
  const ids = await page
    .locator('[data-entrada]')
    .evaluateAll((rows) => rows.map((row) => Number(row.getAttribute('data-entrada'))));
  expect(ids).toEqual([...new Set(ids)].toSorted((a, b) => b - a));
  expect((await sentences(page)).at(-1)).toBe('El servicio hizo el enlace del primer administrador');
  expect(errors).toEqual([]);
}, 60_000);

it('narrows down by person, act and day, and keeps that in the address', async () => {
  await using board = await openBoard(browser, { url, client: admin, device: phone });
  const { page } = board;
  await page.goto(`${url}/auditoria`);
  await page.locator('[data-entrada]').first().waitFor();
  await page.locator('select[name="persona"]').selectOption({ label: 'Olga <b>Paz</b>' });
  await page.locator('[data-entrada]').nth(3).waitFor();
  await expect
    .poll(() => sentences(page))
    .toEqual([
      'Administrador cambió los datos de Olga <b>Paz</b>',
      'Olga entró con un enlace',
      'Olga usó su enlace',
      'Administrador hizo un enlace para que entre Olga <b>Paz</b>',
      'Administrador agregó a Olga <b>Paz</b>',
    ]);
  await page.locator('select[name="accion"]').selectOption('enlace-usado');
  await expect.poll(() => sentences(page)).toEqual(['Olga usó su enlace']);
  await expect.poll(() => new URL(page.url()).search).toBe(`?persona=${olga.person.id}&accion=enlace-usado`);
  await page.reload();
  await expect.poll(() => sentences(page)).toEqual(['Olga usó su enlace']);
  await page.locator('input[name="hasta"]').fill('2020-01-01');
  await page.getByText('No hay ninguna entrada así.').waitFor();
  expect(await sentences(page)).toEqual([]);
}, 60_000);

it('is no page of an operator, who gets the board there', async () => {
  await using board = await openBoard(browser, { url, client: olga, device: desktop });
  const { page } = board;
  await page.goto(`${url}/auditoria`);
  await page.locator('section[data-estado="pendiente"]').first().waitFor();
  await page.locator('[data-accion="menu"]').click();
  await page.locator('dialog a[href="/conexion"]').waitFor();
  await expect.poll(() => page.locator('a[href="/auditoria"]').count()).toBe(0);
}, 60_000);
