import { adminOf, type Client, memberOf, tvOf } from '@relevo/testkit/people';
import { ticketsForTest } from '@relevo/testkit/services';
import type { BrowserContextOptions } from 'playwright-core';
import { afterAll, expect, it } from 'vitest';
import { violationsOf } from './support/axe.ts';
import { openBoard } from './support/board-page.ts';
import { boardPlaces, desktop, fillBoard, type Place, phone } from './support/board-places.ts';
import { launchBrowser } from './support/browser.ts';
import { smallTargets } from './support/small-targets.ts';

const browser = await launchBrowser();
const service = await ticketsForTest();
afterAll(async () => {
  await browser.close();
  await service[Symbol.asyncDispose]();
});
const { url } = service;
const admin = await adminOf(service);
const rosa = await memberOf(admin, 'repartidor', 'Rosa');
const vera = await memberOf(admin, 'lectura', 'Vera');
const tv = await tvOf(admin);

const onTheWay = await fillBoard(url, rosa.person.id);
const { onBoard, pages, few, driver, onlyLooking } = boardPlaces(url, onTheWay);

const looks: Record<string, { client: Client; device: BrowserContextOptions; places: Place[] }> = {
  'an admin on the board': { client: admin, device: desktop, places: onBoard },
  'an admin on the other pages': { client: admin, device: desktop, places: pages },
  'an admin with a phone': { client: admin, device: phone, places: few },
  'a driver with a phone': { client: rosa, device: phone, places: driver },
  'who only looks on': { client: vera, device: desktop, places: onlyLooking },
  'a TV': { client: tv, device: { viewport: { width: 1920, height: 1080 } }, places: onlyLooking },
};

for (const [who, { client, device, places }] of Object.entries(looks)) {
  it.concurrent(`shows ${who} nothing that axe objects to, in light, dark and forced colours`, async () => {
    await using opened = await openBoard(browser, { url, client, device });
    const found: string[] = [];
    for (const { name, reach } of places) {
      await reach(opened.page);
      found.push(...(await violationsOf(opened.page)).map((line) => `${name}: ${line}`));
      if (device === phone)
        found.push(...(await smallTargets(opened.page)).map((line) => `${name}: ${line}`));
    }
    expect(found).toEqual([]);
    expect(opened.errors).toEqual([]);
  }, 120_000);
}

it.concurrent('shows nothing that axe objects to on the sign-in page', async () => {
  const { enlace } = (await admin.call('POST', '/api/enlaces-tv', { nombre: 'Cocina' })).body;
  await using first = await openBoard(browser, { url, link: enlace });
  expect(first.errors).toEqual([]);
  for (const [path, reason] of [
    ['/', 'no-session'],
    [enlace, 'link-in-use'],
  ]) {
    await using context = await browser.newContext({ ...phone, locale: 'es-AR', reducedMotion: 'reduce' });
    const door = await context.newPage();
    await door.goto(url + path);
    await door.locator(`[data-sesion="${reason}"] form`).waitFor();
    expect([...(await violationsOf(door)), ...(await smallTargets(door))]).toEqual([]);
  }
}, 60_000);
