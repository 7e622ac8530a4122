import { launchBrowser } from '../../test/support/browser.ts';
import { ticketsForTest } from '../../test/support/services.ts';
import { buildBoard } from '../build-board.ts';
import { makeEvents, placeCrowd } from './crowd/crowd-load.ts';
import { judgeCrowd } from './crowd/judge-crowd.ts';
import { typeSearches } from './crowd/type-searches.ts';
import { watchPage } from './crowd/watch-page.ts';

const orders = 500;
const slowdown = 4;
const perSecond = 20;
const seconds = 15;

/**
 * A crowded board on a slow device: 500 open orders, 20 events a second and a processor slowed down four times. While
 * somebody types in the search: the tasks that blocked the page, and from a key to the frame that shows what it finds.
 * @returns whether the limits of `judge-crowd.ts` were kept
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
  await page.goto(await tickets.signInLink());
  await page.locator('[data-conexion="en-vivo"]').waitFor({ timeout: 60_000 });
  await page.waitForFunction(`document.querySelectorAll('[data-ticket-id]').length === ${orders}`);
  await page.locator('[data-accion="preparar"]').click();
  await page.locator('[data-panel="preparar"]').waitFor();

  const watched = await watchPage(page);
  const ended = new AbortController();
  const events = makeEvents(url, { orders, perSecond, signal: ended.signal });
  await typeSearches(page, seconds);
  ended.abort();
  const made = await events;
  const { met, text } = judgeCrowd(await watched());
  const what = `${orders} open orders, ${made} events in ${seconds} s, processor slowed down ${slowdown} times`;
  return { met, text: `${what}: ${text}` };
}
