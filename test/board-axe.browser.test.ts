import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, expect, it } from 'vitest';
import { violationsOf } from './support/axe.ts';
import { openBoard } from './support/board-page.ts';
import { launchBrowser } from './support/browser.ts';
import { adminOf, type Client, memberOf, tvOf } from './support/people.ts';
import { ticketsForTest } from './support/services.ts';
import { smallTargets } from './support/small-targets.ts';
import { newTicket, work } from './support/work.ts';

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

const give = ['asignar', { repartidor_id: rosa.person.id }] as const;
await newTicket(url, { prioridad: 'alta' });
await newTicket(url, { prioridad: 'baja', cliente_telefono: null, metodo_pago: null });
await work(url, await newTicket(url), ['avanzar']);
await work(url, await newTicket(url, { metodo_pago: 'Tarjeta' }), [...give], ['avanzar']);
const onTheWay = await newTicket(url);
await work(url, onTheWay, [...give], ['avanzar'], ['avanzar']);
await work(url, await newTicket(url), [...give], ['avanzar'], ['avanzar'], ['avanzar']);
await work(url, await newTicket(url), ['cancelar', { motivo: 'No atiende' }]);

const phone: BrowserContextOptions = { viewport: { width: 360, height: 740 }, hasTouch: true };
const desktop: BrowserContextOptions = { viewport: { width: 1280, height: 800 } };

/** How to come to what is looked at, from the board; each starts where the one before has left. */
type Place = { name: string; reach: (page: Page) => Promise<void> };

const inDialog = async (page: Page) => {
  await page.locator('dialog[open] .modal-body').waitFor();
  await page.locator('dialog[open] .loading').waitFor({ state: 'detached' });
};
const press = (selector: string) => async (page: Page) => {
  await page.locator(selector).first().click();
  await inDialog(page);
};
const closed = async (page: Page) => {
  await page.keyboard.press('Escape');
  await page.locator('dialog[open]').waitFor({ state: 'detached' });
};
const step = (accion: string): Place => ({
  name: `the step ${accion}`,
  async reach(page) {
    await closed(page);
    await press(`[data-ticket-id="${onTheWay}"] [data-accion="mas"]`)(page);
    await press(`dialog [data-accion="${accion}"]`)(page);
  },
});
const page = (path: string, shows: string): Place => ({
  name: path,
  async reach(tab) {
    await tab.goto(new URL(path, url).href);
    await tab.locator(shows).first().waitFor();
  },
});

const board: Place = { name: 'the board', reach: async () => {} };
const menu: Place = { name: 'the menu', reach: press('[data-accion="menu"]') };
const settings: Place = { name: 'the settings', reach: press('dialog [data-accion="ajustes"]') };
const ticketMenu: Place = {
  name: "a ticket's menu",
  async reach(tab) {
    await closed(tab);
    await press(`[data-ticket-id="${onTheWay}"] [data-accion="mas"]`)(tab);
  },
};
const today = page('/hoy', '.today-panels');
const steps = ['asignar', 'priorizar', 'anotar', 'historial', 'cancelar'].map(step);

const help: Place = {
  name: 'the help',
  async reach(tab) {
    await closed(tab);
    await press('[data-accion="menu"]')(tab);
    await press('dialog [data-accion="atajos"]')(tab);
    await tab.locator('.key-help').waitFor();
  },
};
const overview: Place = {
  name: 'what is to be made',
  async reach(tab) {
    await tab.locator('[data-accion="preparar"]').click();
    await tab.locator('.loading').waitFor({ state: 'detached' });
  },
};
const closedOrders = page('/cerrados', '.closed-list li');
const looks: Record<string, { client: Client; device: BrowserContextOptions; places: Place[] }> = {
  'an operator': {
    client: admin,
    device: desktop,
    places: [board, menu, settings, ticketMenu, ...steps, help],
  },
  'an admin': {
    client: admin,
    device: desktop,
    places: [
      page('/personas', '[data-accion="agregar-persona"]'),
      closedOrders,
      today,
      page('/', '[data-ticket-id]'),
      overview,
    ],
  },
  'an operator with a phone': {
    client: admin,
    device: phone,
    places: [board, menu, settings, ticketMenu, today],
  },
  'a driver with a phone': { client: rosa, device: phone, places: [board, menu] },
  'who only looks on': { client: vera, device: desktop, places: [board] },
  'a TV': { client: tv, device: { viewport: { width: 1920, height: 1080 } }, places: [board] },
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

it.concurrent('shows nothing that axe objects to at the door', async () => {
  const context = await browser.newContext({ ...phone, locale: 'es-AR', reducedMotion: 'reduce' });
  const door = await context.newPage();
  await door.goto(url);
  await door.locator('[data-sesion="sin-sesion"]').waitFor();
  expect([...(await violationsOf(door)), ...(await smallTargets(door))]).toEqual([]);
  await context.close();
}, 60_000);
