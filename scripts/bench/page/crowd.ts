import { post } from '@relevo/testkit/http';
import { anOrder } from '@relevo/testkit/orders';
import { ticketsForTest } from '@relevo/testkit/services';
import { aCommand } from '@relevo/testkit/work';
import type { Page } from 'playwright-core';
import { launchBrowser } from '../../../test/support/browser.ts';
import { buildBoard } from '../../start/build-board.ts';
import { summarizeCrowd, watchPage } from './watched-page.ts';

const orders = 500;
const slowdown = 4;
const perSecond = 20;
const seconds = 15;

/**
 * A crowded board on a slow device: 500 open orders, 20 events a second and a processor slowed down four times. While
 * somebody types in the search: the tasks that blocked the page, and from a key to the frame that shows what it finds.
 * @returns whether the limits of `watched-page.ts` were kept
 */
export async function measureCrowd(): Promise<{ met: boolean; text: string }> {
  await buildBoard();
  await using tickets = await ticketsForTest();
  await using browser = await launchBrowser();
  const { url } = tickets;
  await placeCrowd(url, orders);
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
  // The admin of a measurement came by a link, and is not asked for a password.
  await page.addInitScript("sessionStorage.setItem('relevo:clave-luego', '1')");
  await page.goto(await tickets.signInLink());
  await page.locator('[data-conexion="live"]').waitFor({ timeout: 60_000 });
  await page.waitForFunction(`document.querySelectorAll('[data-ticket-id]').length === ${orders}`);
  await page.locator('[data-accion="preparar"]').click();
  await page.locator('[data-panel="preparar"]').waitFor();

  const watched = await watchPage(page);
  const ended = new AbortController();
  const events = makeEvents(url, { orders, perSecond, signal: ended.signal });
  await typeSearches(page, seconds);
  ended.abort();
  const made = await events;
  const { met, text } = summarizeCrowd(await watched());
  const what = `${orders} open orders, ${made} events in ${seconds} s, processor slowed down ${slowdown} times`;
  return { met, text: `${what}: ${text}` };
}

const lot = 100;
const customers = ['José Núñez', 'Ana Gómez', 'Luz Díaz', 'Íñigo Paz', 'Marta Sosa'];
const dishes = ['Pizza muzza', 'Empanada de carne', 'Fainá', 'Milanesa napolitana', 'Flan casero'];

/** Puts this many open orders on the board, of five customers and five dishes. */
async function placeCrowd(url: string, orders: number): Promise<void> {
  for (let from = 0; from < orders; from += lot) {
    const tickets = Array.from({ length: lot }, (_, at) =>
      anOrder(`MULTITUD-${from + at}`, details(from + at)),
    );
    await post(`${url}/api/tickets/lote`, { tickets });
  }
}

function details(nth: number) {
  const one = (at: number) => ({ nombre: dishes[(nth + at) % dishes.length], cantidad: 1 + at, precio: 900 });
  return {
    cliente_nombre: customers[nth % customers.length],
    cliente_direccion: `Av. Corrientes ${1000 + nth}`,
    productos: [one(0), one(1), one(2)],
  };
}

/** Ticks items off, ticket after ticket, evenly over the time, until `signal`. @returns how many were ticked */
async function makeEvents(
  url: string,
  { orders, perSecond, signal }: { orders: number; perSecond: number; signal: AbortSignal },
): Promise<number> {
  const began = Date.now();
  let made = 0;
  while (!signal.aborted) {
    const due = Math.floor(((Date.now() - began) / 1_000) * perSecond);
    const wanted = Array.from({ length: Math.max(0, due - made) }, (_, at) => made + at);
    await Promise.all(wanted.map((nth) => tick(url, nth, orders)));
    made += wanted.length;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return made;
}

async function tick(url: string, nth: number, orders: number): Promise<void> {
  const round = Math.floor(nth / orders);
  const command = aCommand('marcar_item', 1 + round, { indice: 0, hecho: round % 2 === 0 });
  const { status } = await post(`${url}/api/tickets/${1 + (nth % orders)}/comandos`, command);
  if (status !== 200) throw new Error(`no event: ${status}`);
}

const searches = ['pizza', 'nunez 4', '11-5555', 'corrientes 12'];
/** A quick typist's eight keys a second. */
const betweenKeysMs = 125;

/** Types searches and takes them back letter by letter, for so long, as quickly as somebody who types well. */
async function typeSearches(page: Page, seconds: number): Promise<void> {
  await page.locator('#buscar').focus();
  const until = Date.now() + seconds * 1_000;
  for (let nth = 0; Date.now() < until; nth += 1) {
    const text = searches[nth % searches.length] ?? '';
    for (const key of [...text, ...Array<string>(text.length).fill('Backspace')]) {
      const from = Date.now();
      await page.keyboard.press(key);
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, from + betweenKeysMs - Date.now())));
    }
  }
}
