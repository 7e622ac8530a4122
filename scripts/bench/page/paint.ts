import { post } from '@relevo/testkit/http';
import { anOrder } from '@relevo/testkit/orders';
import { storeForTest, ticketsForTest } from '@relevo/testkit/services';
import type { Page } from 'playwright-core';
import { launchBrowser } from '../../../test/support/browser.ts';
import { buildBoard } from '../../start/build-board.ts';

const orders = 100;
const warmUp = 10;
const boards = 3;

/**
 * From the moment a checkout posts an order to the store until its card is painted on each of three open boards, in
 * milliseconds. One after the other, so that an order waits for no other.
 */
export async function measurePaint(): Promise<string> {
  await buildBoard();
  await using tickets = await ticketsForTest();
  await using store = await storeForTest({ env: { TICKETS_URL: tickets.url } });
  await using browser = await launchBrowser();
  const pages = await Promise.all(Array.from({ length: boards }, () => openBoard(tickets, browser)));

  const times: number[] = [];
  for (let made = 0; made < warmUp + orders; made += 1) {
    const numero = `PINTURA-${made}`;
    const postedAt = Date.now();
    await post(`${store.url}/api/pedidos`, anOrder(numero));
    const painted = await Promise.all(pages.map((page) => paintedAt(page, numero)));
    if (made >= warmUp) times.push(...painted.map((at) => at - postedAt));
  }
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) =>
    Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
  return `post to paint, ${orders} orders on ${boards} boards: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, max ${at(1)} ms`;
}

type Tickets = Awaited<ReturnType<typeof ticketsForTest>>;
type Browser = Awaited<ReturnType<typeof launchBrowser>>;

async function openBoard(tickets: Tickets, browser: Browser): Promise<Page> {
  const context = await browser.newContext({ locale: 'es-AR' });
  // The admin of a measurement came by a link, and is not asked for a password.
  await context.addInitScript("sessionStorage.setItem('relevo:clave-luego', '1')");
  const page = await context.newPage();
  await page.goto(await tickets.signInLink());
  await page.locator('[data-conexion="live"]').waitFor();
  return page;
}

/** When the card of this order was on the screen, epoch ms: after the frame that it came in. */
function paintedAt(page: Page, numero: string): Promise<number> {
  return page.evaluate<number>(`new Promise((resolve) => {
    const look = () => {
      if (!document.querySelector('[data-numero="${numero}"]')) return requestAnimationFrame(look);
      requestAnimationFrame(() => resolve(performance.timeOrigin + performance.now()));
    };
    look();
  })`);
}
