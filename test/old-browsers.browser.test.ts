import { adminOf, type Client, memberOf, tvOf } from '@relevo/testkit/people';
import { ticketsForTest } from '@relevo/testkit/services';
import type { BrowserContextOptions } from 'playwright-core';
import { afterAll, it } from 'vitest';
import { openBoard } from './support/board-page.ts';
import { boardPlaces, desktop, fillBoard, type Place, phone } from './support/board-places.ts';
import { launchBrowser } from './support/browser.ts';
import { oldBrowser, withOldStyles } from './support/old-browser.ts';
import { overflows } from './support/overflows.ts';

const browser = await launchBrowser();
const service = await ticketsForTest();
afterAll(async () => {
  await browser.close();
  await service[Symbol.asyncDispose]();
});
const { url } = service;
const admin = await adminOf(service);
const rosa = await memberOf(admin, 'repartidor', 'Rosa');
const tv = await tvOf(admin);
const onTheWay = await fillBoard(url, rosa.person.id);
const { onBoard, pages, few, driver, onlyLooking } = boardPlaces(url, onTheWay);
const old = { before: oldBrowser, prepare: withOldStyles };

const looks: Record<string, { client: Client; device: BrowserContextOptions; places: Place[] }> = {
  'an admin on the board': { client: admin, device: desktop, places: onBoard },
  'an admin on the other pages': { client: admin, device: desktop, places: pages },
  'an admin with a phone': { client: admin, device: phone, places: few },
  'a driver with a phone': { client: rosa, device: phone, places: driver },
  'a TV': { client: tv, device: { viewport: { width: 1920, height: 1080 } }, places: onlyLooking },
};

for (const [who, { client, device, places }] of Object.entries(looks)) {
  it.concurrent(`works for ${who} in the oldest browsers of the list`, async ({ expect }) => {
    await using opened = await openBoard(browser, { url, client, device, ...old });
    const { page } = opened;
    // Else it would be a new browser, in which everything works.
    expect(
      await page.evaluate('[].at ?? document.createElement("dialog").showModal ?? navigator.locks'),
    ).toBe(undefined);
    const found: string[] = [];
    for (const { name, reach } of places) {
      await reach(page);
      // On a TV an ellipsis says where a product is cut, in any browser.
      const cut = (await overflows(page)).filter((line) => client !== tv || !line.includes(': li.'));
      found.push(...cut.map((line) => `${name}: ${line}`));
    }
    expect(found).toEqual([]);
    expect(opened.errors).toEqual([]);
  }, 120_000);
}

it.concurrent('lets somebody sign in with the oldest browsers of the list', async ({ expect }) => {
  await using context = await browser.newContext({ ...phone, locale: 'es-AR' });
  await context.addInitScript(oldBrowser);
  await withOldStyles(context);
  const door = await context.newPage();
  const errors: string[] = [];
  door.on('pageerror', ({ message }) => errors.push(message));
  await door.goto(url);
  await door.getByLabel('Correo').fill('nadie@example.com');
  await door.getByLabel('Clave').fill('una-clave-equivocada');
  await door.keyboard.press('Enter');
  await door.locator('.form-fault').waitFor();
  expect(await overflows(door)).toEqual([]);
  expect(errors).toEqual([]);
});

it.concurrent('keeps a dialog on top, and closes it, where the browser has none', async ({ expect }) => {
  await using opened = await openBoard(browser, { url, client: admin, device: desktop, ...old });
  const { page, control } = opened;
  const dialog = page.locator('dialog');
  const more = control(onTheWay, 'mas');
  const isInside = () => page.evaluate('document.querySelector("dialog").contains(document.activeElement)');
  const gone = () => dialog.waitFor({ state: 'detached' });

  await more.click();
  await page.locator('dialog[open] h2').waitFor();
  await expect.poll(isInside).toBe(true);
  for (let press = 0; press < 12; press += 1) await page.keyboard.press('Tab');
  await expect.poll(isInside).toBe(true);
  // Keys of the board are not for what lies below it.
  const [box] = await page.locator('.modal-box').all();
  const before = await box?.boundingBox();
  expect(before && before.x > 300 && before.y > 20).toBe(true);
  await page.keyboard.press('Escape');
  await gone();
  await expect
    .poll(() => more.evaluate((button) => button === button.ownerDocument.activeElement))
    .toBe(true);

  await more.click();
  await page.locator('dialog[open] h2').waitFor();
  await page.mouse.click(5, 5);
  await gone();

  await more.click();
  await dialog.getByRole('button', { name: 'Cerrar' }).click();
  await gone();
  expect(opened.errors).toEqual([]);
});

it.concurrent('moves the picture of a card with the pointer, without newer transforms', async ({
  expect,
}) => {
  await using opened = await openBoard(browser, { url, client: admin, device: desktop, ...old });
  const { page } = opened;
  const head = page.locator('section[data-estado="pendiente"] .ticket-head').first();
  const from = await head.boundingBox();
  if (!from) throw new Error('no card');
  await page.mouse.move(from.x + 20, from.y + 10);
  await page.mouse.down();
  await page.mouse.move(from.x + 120, from.y + 90, { steps: 4 });
  const ghost = page.locator('.drag-ghost');
  await expect.poll(async () => Math.round((await ghost.boundingBox())?.x ?? 0) > from.x + 60).toBe(true);
  await page.keyboard.press('Escape');
  await ghost.waitFor({ state: 'detached' });
  await page.mouse.up();
  expect(opened.errors).toEqual([]);
});

const sentTo = async (before?: string) => {
  const context = await browser.newContext({ ...phone, locale: 'es-AR' });
  if (before) await context.addInitScript(before);
  const page = await context.newPage();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await page.goto(url);
  return { page, asked, [Symbol.asyncDispose]: () => context.close() };
};

it.concurrent('tells a browser older than the list so, in both languages', async ({ expect }) => {
  await using visit = await sentTo('delete Element.prototype.replaceChildren');
  const { page } = visit;
  await page.locator('#navegador-viejo').waitFor();
  expect(await page.locator('#navegador-viejo [lang="es-AR"]').innerText()).toContain(
    'Este navegador no puede',
  );
  expect(await page.locator('#navegador-viejo [lang="en"]').innerText()).toContain('This browser cannot');
  expect(await page.locator('#app').isVisible()).toBe(false);
  expect(await overflows(page)).toEqual([]);
});

it.concurrent('shows no empty page to a browser in which the board breaks before it is drawn', async ({
  expect,
}) => {
  await using visit = await sentTo('window.Promise.prototype.then = undefined; delete window.Intl');
  await visit.page.locator('#navegador-viejo h1').first().waitFor();
  expect(await visit.page.locator('#navegador-viejo').innerText()).toContain('recargá la página');
});

it.concurrent('sends a new browser nothing of what is there for older ones', async ({ expect }) => {
  await using visit = await sentTo();
  await visit.page.getByLabel('Correo').waitFor();
  expect(visit.asked).toContain('/tema.js');
  expect(visit.asked.filter((path) => /navegador-viejo|modal-fallback/.test(path))).toEqual([]);
  await using opened = await openBoard(browser, { url, client: admin, device: desktop });
  await opened.control(onTheWay, 'mas').click();
  await opened.page.locator('dialog[open] h2').waitFor();
  const loaded = 'performance.getEntriesByType("resource").map(({ name }) => name).join()';
  expect(await opened.page.evaluate(loaded)).not.toContain('modal-fallback');
});
