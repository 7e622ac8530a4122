import { adminOf, memberOf } from '@relevo/testkit/people';
import { ticketsForTest } from '@relevo/testkit/services';
import { afterAll, expect, it } from 'vitest';
import { openBoard } from './support/board-page.ts';
import { boardPlaces, desktop, fillBoard, phone } from './support/board-places.ts';
import { launchBrowser } from './support/browser.ts';
import { overflows } from './support/overflows.ts';
import { buildPseudoBoard } from './support/pseudo-board.ts';

const browser = await launchBrowser();
const service = await ticketsForTest();
afterAll(async () => {
  await browser.close();
  await service[Symbol.asyncDispose]();
});
const { url } = service;
const admin = await adminOf(service);
const rosa = await memberOf(admin, 'repartidor', 'Rosa');
const { onBoard, pages, driver } = boardPlaces(url, await fillBoard(url, rosa.person.id));
const prepare = await buildPseudoBoard();

const looks = [
  { who: 'an admin with a phone', client: admin, device: phone, places: [...onBoard, ...pages] },
  { who: 'an admin at a desk', client: admin, device: desktop, places: [...onBoard, ...pages] },
  { who: 'a driver with a phone', client: rosa, device: phone, places: driver },
];

for (const { who, client, device, places } of looks) {
  it.concurrent(`has room for words 40 % longer, for ${who}`, async () => {
    await using opened = await openBoard(browser, { url, client, device, prepare });
    // Else it would be the page that the service has, in which everything fits.
    expect(await opened.page.locator('[data-conexion]').innerText()).toBe('Een vvivvo');
    const found: string[] = [];
    for (const { name, reach } of places) {
      await reach(opened.page);
      found.push(...(await overflows(opened.page)).map((line) => `${name}: ${line}`));
    }
    expect(found).toEqual([]);
    expect(opened.errors).toEqual([]);
  }, 120_000);
}

it.concurrent('has room for words 40 % longer on the sign-in page', async () => {
  const context = await browser.newContext({ ...phone, locale: 'es-AR', reducedMotion: 'reduce' });
  await prepare(context);
  const door = await context.newPage();
  await door.goto(url);
  await door.locator('[data-sesion="no-session"]').waitFor();
  expect(await door.locator('h1').innerText()).toBe('Eenttrá aal ttabblerro');
  expect(await overflows(door)).toEqual([]);
  await context.close();
}, 60_000);

it.concurrent('changes its language at once, keeps typed text, and remembers the choice', async () => {
  await using board = await openBoard(browser, { url, client: admin, device: desktop });
  const { page } = board;
  const heading = page.locator('section[data-estado="pendiente"] h2').first();
  expect(await heading.innerText()).toMatch(/pendiente/i);
  await page.locator('#buscar').fill('ana');
  await page.locator('[data-accion="menu"]').click();
  await page.locator('dialog [data-accion="ajustes"]').click();
  await page.getByRole('radio', { name: 'English' }).check();
  await page.keyboard.press('Escape');
  await page.locator('html[lang^="en"]').waitFor();
  expect(await heading.innerText()).toMatch(/pending|new/i);
  expect(await page.locator('#buscar').inputValue()).toBe('ana');
  expect(await page.locator('[data-conexion]').innerText()).toMatch(/live/i);
  expect(board.loads()).toBe(1);
  await page.reload();
  await page.locator('html[lang^="en"]').waitFor();
  expect(board.errors).toEqual([]);
}, 60_000);
