import { call } from '@relevo/testkit/http';
import { adminOf, memberOf } from '@relevo/testkit/people';
import { ticketsForTest } from '@relevo/testkit/services';
import { until } from '@relevo/testkit/until';
import { afterAll, expect, it } from 'vitest';
import { type BoardPage, openBoard } from './support/board-page.ts';
import { phone } from './support/board-places.ts';
import { launchBrowser } from './support/browser.ts';

const browser = await launchBrowser();
const service = await ticketsForTest();
afterAll(async () => {
  await browser.close();
  await service[Symbol.asyncDispose]();
});
const { url } = service;
const admin = await adminOf(service);

const read = async (clave: string) =>
  (await call('GET', `${url}/api/tablero`, { 'X-API-Key': clave })).status;

/** Fills in the form of a key and takes down what is shown once. */
async function makeKey({ page }: BoardPage, nombre: string, purpose: string): Promise<string> {
  await page.locator('[data-accion="agregar-clave"]').click();
  const form = page.locator('[data-formulario="agregar-clave"]');
  await form.locator('[name="nombre"]').fill(nombre);
  await form.locator('[name="fuente"]').fill('panaderia');
  await form.getByLabel(purpose, { exact: true }).check();
  await form.getByRole('button').click();
  return takeDown(page);
}

async function takeDown(page: BoardPage['page']): Promise<string> {
  const clave = await page.locator('dialog [data-clave-nueva]').innerText();
  await page.locator('dialog [data-accion="copiada"]').click();
  await page.locator('dialog').waitFor({ state: 'detached' });
  return clave;
}

it.concurrent('lets an admin make a key, rotate it and revoke it, and shows it once', async () => {
  await using board = await openBoard(browser, { url, client: admin });
  const { page } = board;
  await page.locator('[data-accion="menu"]').click();
  await page.getByRole('link', { name: 'Claves' }).click();
  const first = await makeKey(board, 'Otro sistema', 'Otro sistema');
  expect(await read(first)).toBe(200);

  const card = page.locator('[data-clave]').filter({ hasText: 'Otro sistema' });
  await card.getByText('Leer el tablero').waitFor();
  expect(await card.innerText()).toContain(first.slice(0, 13));
  expect(await page.content()).not.toContain(first.slice(0, 20));

  await card.locator('[data-accion="rotar"]').click();
  await page.locator('dialog select').selectOption({ label: 'sirve una hora más' });
  await page.locator('[data-formulario="rotar-clave"] button').click();
  const second = await takeDown(page);
  expect([await read(first), await read(second)]).toEqual([200, 200]);
  await card.getByText(`La anterior (${first.slice(0, 13)}…) sirve hasta`).waitFor();

  await card.locator('[data-accion="revocar"]').click();
  await page.locator('dialog').getByText('No tiene vuelta atrás').waitFor();
  await page.keyboard.press('Enter');
  await page.locator('dialog').waitFor({ state: 'detached' });
  expect(await read(second)).toBe(200);
  await card.locator('[data-accion="revocar"]').click();
  await page.locator('dialog [data-accion="revocar-ya"]').click();
  await until(
    () => Promise.all([first, second].map(read)),
    ([one, two]) => one === 401 && two === 401,
  );
  await page.getByText(/^Revocadas \(\d+\)$/).click();
  await card.getByText('Revocada', { exact: true }).waitFor();
  expect(board.errors).toEqual([]);
});

it.concurrent('says what is wrong in the language of the page', async () => {
  await using board = await openBoard(browser, { url, client: admin, device: { ...phone, locale: 'en-GB' } });
  const { page } = board;
  await page.goto(`${url}/claves`);
  await page.locator('[data-accion="agregar-clave"]').click();
  const form = page.locator('[data-formulario="agregar-clave"]');
  await form.locator('[name="nombre"]').fill('Board');
  await form.locator('[name="fuente"]').fill('tablero');
  await form.getByLabel('Send orders and read its own').uncheck();
  await form.getByRole('button').click();
  await form.getByText('cannot be “tablero”. Choose at least one thing').waitFor();
  expect(await form.getByLabel('My own choice').isChecked()).toBe(true);
});

it.concurrent('keeps the page from everybody but the admin', async () => {
  const client = await memberOf(admin, 'operador');
  await using board = await openBoard(browser, { url, client });
  await board.page.locator('[data-accion="menu"]').click();
  await board.page.getByRole('link', { name: 'Probar la conexión' }).waitFor();
  expect(await board.page.getByRole('link', { name: 'Claves' }).count()).toBe(0);
  await board.page.goto(`${url}/claves`);
  await board.sign('live');
  expect(await board.page.locator('[data-accion="agregar-clave"]').count()).toBe(0);
});
