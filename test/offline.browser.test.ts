import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { recordingLog } from '@relevo/testkit/log';
import { memberOf, signedInWith, tvOf } from '@relevo/testkit/people';
import { startProcess } from '@relevo/testkit/processes';
import { tempDir } from '@relevo/testkit/temp-dir';
import { newTicket, work } from '@relevo/testkit/work';
import express from 'express';
import type { Page } from 'playwright-core';
import { afterAll, expect, it, vi } from 'vitest';
import { mountBoard } from '../apps/tickets/src/app.ts';
import { root } from '../scripts/root.ts';
import { violationsOf } from './support/axe.ts';
import { openBoard } from './support/board-page.ts';
import { desktop, phone } from './support/board-places.ts';
import { launchBrowser } from './support/browser.ts';

const browser = await launchBrowser();
afterAll(() => browser.close());

const credentials = { email: 'ana@ejemplo.com', clave: 'una clave larga 2026' };
const firstAdmin = { ADMIN_EMAIL: credentials.email, ADMIN_PASSWORD: credentials.clave };
const withWorker = { serviceWorkers: 'allow' } as const;
const stale = '[data-desactualizado="si"]';

/** A ticket service that can be killed, and its admin. */
async function start(dir: string) {
  const service = await startProcess('tickets', dir, firstAdmin);
  return { service, admin: await signedInWith(service.url, credentials) };
}

/** Waits until the worker has all of the page, and the board is on the device. */
async function untilKept(page: Page, content: string): Promise<void> {
  await page.evaluate('navigator.serviceWorker.ready.then(() => 1)');
  await vi.waitFor(
    async () => expect(await page.evaluate('navigator.serviceWorker.controller !== null')).toBe(true),
    15_000,
  );
  await vi.waitFor(async () => expect(await keptTickets(page)).toContain(content), 15_000);
}

/** The tickets that the device keeps; null: none. */
const keptTickets = (page: Page): Promise<string | null> =>
  page.evaluate(`new Promise((resolve) => {
    const opening = indexedDB.open('relevo-tablero');
    opening.onupgradeneeded = () => opening.transaction.abort();
    opening.onerror = () => resolve(null);
    opening.onsuccess = () => {
      const db = opening.result;
      const asked = db.transaction('tablero').objectStore('tablero').get('tablero');
      asked.onsuccess = () => {
        db.close();
        resolve(asked.result ? JSON.stringify(asked.result.tickets) : null);
      };
    };
  })`);

it.concurrent('shows the last board in grey after a reload without the service, and goes on by itself', async ({
  expect,
}) => {
  using dir = tempDir();
  const { service, admin } = await start(dir.path);
  await using _ = service;
  const ana = await memberOf(admin, 'operador', 'Ana');
  await using board = await openBoard(browser, {
    ...{ url: service.url, client: ana },
    device: { ...desktop, ...withWorker },
  });
  const { page } = board;
  const first = await newTicket(service.url, { cliente_nombre: 'Marta Ruiz' });
  await board.card(first).waitFor();
  await untilKept(page, 'Marta Ruiz');

  await service.kill();
  await page.reload();
  await board.sign('offline');
  await page.locator(stale).waitFor();
  await board.card(first).waitFor();
  await expect.poll(() => page.locator('[data-banner="desactualizado"]').innerText()).toMatch(/hace \d+ s/);
  await expect.poll(() => page.title()).toContain('Sin conexión');
  expect(await violationsOf(page)).toEqual([]);
  // What somebody does meanwhile waits, over another reload too.
  const moved = page.locator(`[data-ticket-id="${first}"][data-estado="en-preparacion"]`);
  await board.control(first, 'avanzar').click();
  await moved.waitFor();
  await page.reload();
  await moved.waitFor();

  await service.start();
  const second = await newTicket(service.url);
  await board.sign('live', 15_000);
  await board.card(second).waitFor();
  await expect.poll(() => page.locator(stale).count()).toBe(0);
  await expect
    .poll(async () => (await admin.get(`/api/tickets/${first}`)).body.estado)
    .toBe('en-preparacion');
  expect([board.loads(), board.errors]).toEqual([3, []]);
}, 90_000);

it.concurrent('shows a driver their orders, and a TV its board, after a reload without the service', async ({
  expect,
}) => {
  using dir = tempDir();
  const { service, admin } = await start(dir.path);
  await using _ = service;
  const rosa = await memberOf(admin, 'repartidor', 'Rosa');
  const id = await newTicket(service.url, { cliente_direccion: 'Belgrano 123' });
  await work(service.url, id, ['asignar', { repartidor_id: rosa.person.id }], ['avanzar']);
  await using driver = await openBoard(browser, {
    ...{ url: service.url, client: rosa },
    device: { ...phone, ...withWorker },
  });
  await using tv = await openBoard(browser, {
    ...{ url: service.url, client: await tvOf(admin) },
    device: { viewport: { width: 1920, height: 1080 }, ...withWorker },
  });
  await driver.card(id).waitFor();
  for (const { page } of [driver, tv]) await untilKept(page, '"ticket_id"');

  await service.kill();
  for (const { page } of [driver, tv]) await page.reload();
  await driver.page.locator(stale).waitFor();
  await driver.page.getByText('Belgrano 123').first().waitFor();
  await tv.page.locator('[data-conexion="offline"]').waitFor();
  await expect.poll(() => tv.page.locator(`[data-ticket-id="${id}"]`).count()).toBe(1);

  await service.start();
  for (const board of [driver, tv]) await board.sign('live', 15_000);
  expect([driver.errors, tv.errors]).toEqual([[], []]);
}, 90_000);

it.concurrent('leaves nothing of it on the device for whoever comes after a sign-out or a revoked session', async ({
  expect,
}) => {
  using dir = tempDir();
  const { service, admin } = await start(dir.path);
  await using _ = service;
  const [ana, beto] = [await memberOf(admin, 'operador', 'Ana'), await memberOf(admin, 'operador', 'Beto')];
  const device = { ...desktop, ...withWorker };
  await newTicket(service.url, { cliente_nombre: 'Marta Ruiz' });
  await using left = await openBoard(browser, { url: service.url, client: ana, device });
  await using cut = await openBoard(browser, { url: service.url, client: beto, device });
  for (const { page } of [left, cut]) await untilKept(page, 'Marta Ruiz');

  await left.page.locator('[data-accion="menu"]').click();
  await left.page.locator('[data-accion="salir"]').click();
  await admin.call('PATCH', `/api/personas/${beto.person.id}`, { activo: false });
  for (const { page } of [left, cut]) {
    await page.getByLabel('Clave').waitFor({ timeout: 15_000 });
    await expect.poll(() => keptTickets(page)).toBe(null);
  }

  await service.kill();
  for (const { page } of [left, cut]) {
    await page.reload();
    await page.locator('#app').getByText('servicio').first().waitFor();
    expect(await page.content()).not.toContain('Marta Ruiz');
  }
}, 90_000);

it.concurrent('takes a new build at once, and keeps that one from then on', async ({ expect }) => {
  using dir = tempDir();
  const folder = join(dir.path, 'dist');
  await cp(join(root, 'apps', 'board', 'dist'), folder, { recursive: true });
  const app = express();
  mountBoard(app, recordingLog().log, folder);
  const server = createServer(app);
  const listen = (port: number) => new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  await using context = await browser.newContext({ ...withWorker, locale: 'es-AR' });
  const page = await context.newPage();
  const description = () =>
    page.evaluate<string>(`document.querySelector('meta[name="description"]').content`);
  await page.goto(`http://127.0.0.1:${port}/hoy?x=1`);
  await page.evaluate(`navigator.serviceWorker.register('/sin-conexion.js').then(() => 1)`);
  await expect.poll(() => page.evaluate('navigator.serviceWorker.controller !== null')).toBe(true);

  for (const [name, from, to] of [
    ['index.html', 'El tablero de pedidos en vivo.', 'Otra versión.'],
    ['sin-conexion.js', 'KEPT_VERSION="', 'KEPT_VERSION="otra'],
  ] as const) {
    const file = join(folder, name);
    await writeFile(file, (await readFile(file, 'utf8')).replace(from, to));
    // The service would send what the build has compressed.
    for (const end of ['br', 'gz']) await rm(`${file}.${end}`, { force: true });
  }
  await page.reload();
  expect(await description()).toBe('Otra versión.');
  await expect.poll(() => page.evaluate<string[]>('caches.keys()')).toHaveLength(2);
  await expect
    .poll(() =>
      page.evaluate(
        `caches.keys().then((all) => caches.open(all[1])).then((one) => one.match('/')).then((it) => !!it)`,
      ),
    )
    .toBe(true);

  server.closeAllConnections();
  await new Promise((done) => server.close(done));
  await page.reload();
  expect(await description()).toBe('Otra versión.');
  // Neither the API nor `/docs` is ever answered by the worker.
  await expect(page.goto(`http://127.0.0.1:${port}/docs`)).rejects.toThrow('ERR_CONNECTION_REFUSED');
}, 90_000);

it.concurrent('keeps the screen of an operator’s tablet on until somebody switches that', async ({
  expect,
}) => {
  using dir = tempDir();
  const { service, admin } = await start(dir.path);
  await using _ = service;
  const ana = await memberOf(admin, 'operador', 'Ana');
  const before = `window.held = 0;
    Object.defineProperty(navigator, 'wakeLock', { value: { async request() {
      window.held += 1;
      return Object.assign(new EventTarget(), { async release() { window.held -= 1; } });
    } } });`;
  await using tablet = await openBoard(browser, {
    ...{ url: service.url, client: ana, before },
    device: { viewport: { width: 800, height: 1280 }, hasTouch: true, isMobile: true },
  });
  await using till = await openBoard(browser, { url: service.url, client: ana, device: desktop, before });
  const held = (page: Page) => page.evaluate('window.held');
  await expect.poll(() => held(tablet.page)).toBe(1);
  await tablet.page.locator('[data-accion="menu"]').click();
  await tablet.page.locator('dialog [data-accion="ajustes"]').click();
  const choice = tablet.page.locator('input[name="despierta"]');
  await expect.poll(() => choice.isChecked()).toBe(true);
  await choice.click();
  await expect.poll(() => held(tablet.page)).toBe(0);
  expect(await held(till.page)).toBe(0);
});
