/* `npm run screenshots [-- name …]`: a shift on the real ticket service, and pictures of it in docs/images. */
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createFakeClock } from '@relevo/testkit/clock';
import { adminOf, type Client, memberOf, tvOf } from '@relevo/testkit/people';
import { ticketsForTest } from '@relevo/testkit/services';
import { newTicket } from '@relevo/testkit/work';
import type { Browser, Page } from 'playwright-core';
import { openBoard } from '../../test/support/board-page.ts';
import { launchBrowser } from '../../test/support/browser.ts';
import { root } from '../root.ts';
import { buildBoard } from '../start/build-board.ts';
import { playShift } from './shift.ts';

/** Who looks at a page. */
type Lookers = { operator: Client; driver: Client; tv: Client };

/** A picture: of which page, for whom, on which screen, and what has to be there before it is taken. */
type Picture = {
  name: string;
  link: string;
  as: keyof Lookers;
  width: number;
  height: number;
  dark?: boolean;
  ready: string;
  /** The paper is a part of the page that only a printer sees. */
  paper?: boolean;
  /** Whether an order comes in before it is taken, and rings. */
  rings?: boolean;
};

const screens = [
  { width: 360, height: 780 },
  { width: 768, height: 1024 },
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
  { width: 3840, height: 2160 },
];
const themes = [
  { dark: false, theme: 'claro' },
  { dark: true, theme: 'oscuro' },
];

const desktop = { width: 1280, height: 1000 };
const board = { link: '/', as: 'operator', ready: '.ticket' } as const;

const pictures: Picture[] = [
  ...screens.flatMap((screen) =>
    themes.map(
      ({ dark, theme }): Picture => ({ name: `board-${screen.width}-${theme}`, ...board, ...screen, dark }),
    ),
  ),
  {
    name: 'to-make',
    ...board,
    ...desktop,
    height: 800,
    link: '/?preparar=si',
    ready: '[data-panel="preparar"]',
  },
  { name: 'driver', link: '/', as: 'driver', width: 390, height: 844, ready: '.delivery' },
  { name: 'tv', link: '/', as: 'tv', width: 1920, height: 1080, dark: true, ready: '.tv-card' },
  { name: 'today', link: '/hoy', as: 'operator', ...desktop, height: 1400, ready: '[data-cifra="pedidos"]' },
  { name: 'closed', link: '/cerrados', as: 'operator', ...desktop, ready: '[data-numero]' },
  { name: 'paper-80', ...board, ...desktop, paper: true },
  // Last: the order that comes in stays.
  { name: 'ringing', ...board, width: 360, height: 780, rings: true },
];

/** Opens the page as somebody sees it and keeps a picture of it. @throws when something is wrong on the page */
async function takePicture(browser: Browser, picture: Picture, client: Client, path: string): Promise<void> {
  const { link, width, height, dark, ready, paper, rings } = picture;
  await using opened = await openBoard(browser, {
    url: client.url,
    client,
    device: {
      viewport: { width, height },
      colorScheme: dark ? 'dark' : 'light',
      timezoneId: 'America/Argentina/Buenos_Aires',
      // A phone and a tablet are touched.
      hasTouch: width < 1000,
    },
    // The paper stays on the page until the browser has printed it.
    ...(paper && { before: 'window.print = () => {}' }),
  });
  const { page, errors } = opened;
  if (link !== '/') await page.goto(new URL(link, client.url).href);
  await page.locator(ready).first().waitFor();
  if (paper) await layOutPaper(page);
  if (rings) {
    await newTicket(client.url, { numero: 'A-1064', ...latest });
    await page.locator('.ring-bar').waitFor();
  }
  await page.evaluate('document.fonts.ready.then(() => {})');
  const of = paper ? page.locator('.paper') : page;
  await of.screenshot({ path, animations: 'disabled' });
  if (errors.length > 0) throw new Error(`${picture.name}: ${errors.join('; ')}`);
}

const latest = { cliente_nombre: 'Tomás Güiraldes', indicaciones: null };

const mm = 96 / 25.4;

/** The paper of one order, as the printer gets it. */
async function layOutPaper(page: Page): Promise<void> {
  const card = page.locator('[data-numero="A-1056"]');
  await card.locator('[data-accion="mas"]').click();
  await page.locator('dialog [data-accion="imprimir"]').click();
  await page.locator('.paper').waitFor({ state: 'attached' });
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize({ width: Math.floor(80 * mm), height: 900 });
}

// A Friday at half past nine in the evening in Buenos Aires: the rush.
const endMs = Date.UTC(2026, 4, 16, 0, 30);
const hourMs = 3_600_000;

const asked = process.argv.slice(2);
const folder = process.env.SCREENSHOTS_DIR ?? join(root, 'docs', 'images');
const wanted = pictures.filter(({ name }) => asked.length === 0 || asked.some((one) => name.startsWith(one)));

await buildBoard();
await mkdir(folder, { recursive: true });
const clock = createFakeClock({ startAt: endMs - 11 * hourMs, realSleep: true });
await using service = await ticketsForTest({ clock });
const admin = await adminOf(service);
const operator = await memberOf(admin, 'operador', 'María');
const drivers = await playShift(admin, clock, endMs);
const driver = drivers.get('Nahuel') ?? operator;
const lookers = { operator, driver, tv: await tvOf(admin) };
// The sound of a page that somebody has worked on is not blocked.
await using browser = await launchBrowser('--autoplay-policy=no-user-gesture-required');
for (const picture of wanted) {
  const path = join(folder, `${picture.name}.png`);
  await takePicture(browser, picture, lookers[picture.as], path);
  process.stdout.write(`${path} ${Math.round((await stat(path)).size / 1024)} kB\n`);
}
