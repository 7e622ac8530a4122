import { copyFile, rm } from 'node:fs/promises';
import type { Snapshot } from '@relevo/contract';
import { createFakeClock } from '@relevo/testkit/clock';
import { post } from '@relevo/testkit/http';
import { anOrder } from '@relevo/testkit/orders';
import { adminOf, type Client, signedInWith } from '@relevo/testkit/people';
import { startProcess } from '@relevo/testkit/processes';
import { frameProxy } from '@relevo/testkit/proxies';
import { ticketsForTest } from '@relevo/testkit/services';
import { tempDir } from '@relevo/testkit/temp-dir';
import { newTicket } from '@relevo/testkit/work';
import { afterAll, expect, it } from 'vitest';
import { type BoardPage, openBoard } from './support/board-page.ts';
import { launchBrowser } from './support/browser.ts';

const minuteMs = 60_000;
const credentials = { email: 'ana@ejemplo.com', clave: 'una clave larga 2026' };
const firstAdmin = { ADMIN_EMAIL: credentials.email, ADMIN_PASSWORD: credentials.clave };

const browser = await launchBrowser();
afterAll(() => browser.close());

const snapshotOf = async (client: Client): Promise<Snapshot> => (await client.get('/api/tablero')).body;

it.concurrent('shows changes after a kill that were committed but never broadcast, without a reload', async ({
  annotate,
}) => {
  using dir = tempDir();
  await using tickets = await startProcess('tickets', dir.path, firstAdmin);
  const admin = await signedInWith(tickets.url, credentials);
  await using board = await openBoard(browser, { url: tickets.url, client: admin });
  await post(`${tickets.url}/api/tickets`, anOrder('R-1'));
  await board.untilShows(await snapshotOf(admin));

  await tickets.kill();
  // Commits to the same database and tells nobody whom this page could hear.
  await using other = await startProcess('tickets', dir.path, firstAdmin);
  const { status, body } = await post(`${other.url}/api/tickets`, anOrder('R-2'));
  expect(status).toBe(201);
  await other.kill();
  await board.sign('offline');
  expect(await board.card(body.ticket_id).count()).toBe(0);

  await tickets.start();
  const took = await board.untilShows(await snapshotOf(admin));
  await annotate(`there ${took} ms after the service was`);
  await board.sign('live');
  expect(await board.card(body.ticket_id).getAttribute('data-numero')).toBe('R-2');
  expect([board.loads(), board.snapshotsAsked(), board.errors]).toEqual([1, 1, []]);
}, 60_000);

it.concurrent('drops the tickets that a restored older database does not have, without a reload', async () => {
  using dir = tempDir();
  const database = `${dir.path}/tickets.db`;
  await using tickets = await startProcess('tickets', dir.path, firstAdmin);
  const order = (numero: string) => post(`${tickets.url}/api/tickets`, anOrder(numero));
  const admin = await signedInWith(tickets.url, credentials);
  await order('V-1');
  await using proxy = await frameProxy(tickets.url);
  await using board = await openBoard(browser, { url: proxy.url, client: admin });
  await tickets.kill('SIGTERM');
  await copyFile(database, `${database}.old`);
  await tickets.start();
  for (const numero of ['F-1', 'F-2', 'F-3']) await order(numero);
  await board.untilShows(await snapshotOf(admin));
  expect(await board.page.locator('[data-numero^="F-"]').count()).toBe(3);

  proxy.refuseSockets();
  await tickets.kill('SIGTERM');
  for (const end of ['-wal', '-shm']) await rm(database + end, { force: true });
  await copyFile(`${database}.old`, database);
  await tickets.start();
  // With more orders than the page has seen: neither the place in the log nor the tickets' ids tell them apart.
  for (const numero of ['V-2', 'V-3', 'V-4', 'V-5', 'V-6']) await order(numero);
  proxy.acceptSockets();

  await board.untilShows(await snapshotOf(admin));
  await board.sign('live');
  expect(await board.page.locator('[data-numero^="F-"]').count()).toBe(0);
  const notice = board.page.locator('[data-aviso="restaurado"]');
  await notice.getByRole('button', { name: 'Entendido' }).click();
  await notice.waitFor({ state: 'detached' });
  await order('V-7');
  await board.untilShows(await snapshotOf(admin));
  expect(await board.page.locator('[data-numero^="V-"]').count()).toBe(7);
  expect([board.loads(), board.errors]).toEqual([1, []]);
}, 60_000);

it.concurrent('says that the till is silent when no order has come for long, until the next one', async () => {
  const clock = createFakeClock({ startAt: Date.now(), realSleep: true });
  await using tickets = await ticketsForTest({ clock });
  const admin = await adminOf(tickets);
  await newTicket(tickets.url);
  await using board = await openBoard(browser, { url: tickets.url, client: admin });
  await using patient = await openBoard(browser, { url: tickets.url, client: admin });
  const till = ({ page }: BoardPage, kind: string) =>
    page.locator(`[data-caja="${kind}"]`).waitFor({ timeout: 10_000 });
  await till(board, 'heard');
  // A device of a shop with few orders has its own limit.
  await patient.page.locator('[data-accion="ajustar-caja"]').click();
  await patient.page.getByLabel('Minutos sin pedidos').fill('60');
  await patient.page.getByRole('button', { name: 'Guardar' }).click();

  clock.advance(47 * minuteMs);
  await till(board, 'silent');
  const text = await board.page.locator('[data-caja]').innerText();
  expect(text).toMatch(/caja sin señal: ningún pedido hace 4[67] min/i);
  await patient.page
    .locator('[data-caja="heard"]')
    .filter({ hasText: /hace 4[67] min/ })
    .waitFor();
  // The board itself is as good as ever.
  await board.sign('live');

  await newTicket(tickets.url);
  await till(board, 'heard');
});
