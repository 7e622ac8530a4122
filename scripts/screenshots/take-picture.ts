import type { Browser, Page } from 'playwright-core';
import { openBoard } from '../../test/support/board-page.ts';
import type { Client } from '../../test/support/people.ts';
import { newTicket } from '../../test/support/work.ts';
import type { Picture } from './pictures.ts';

/** Opens the page as somebody sees it and keeps a picture of it. @throws when something is wrong on the page */
export async function takePicture(
  browser: Browser,
  picture: Picture,
  client: Client,
  path: string,
): Promise<void> {
  const { link, width, height, dark, ready, paper, rings } = picture;
  await using opened = await openBoard(browser, {
    ...{ url: client.url, client },
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
