import { adminOf } from '@relevo/testkit/people';
import { ticketsForTest } from '@relevo/testkit/services';
import { afterAll, expect, it } from 'vitest';
import { openBoard } from './support/board-page.ts';
import { desktop, phone } from './support/board-places.ts';
import { launchBrowser } from './support/browser.ts';

const browser = await launchBrowser();
afterAll(() => browser.close());

it.each([
  ['on a desktop', desktop],
  ['on a phone', phone],
])('lists its rows under each other, all of one width, and in sight at once %s', async (_where, device) => {
  await using service = await ticketsForTest();
  const client = await adminOf(service);
  await using board = await openBoard(browser, { url: service.url, client, device });
  const { page } = board;
  await page.locator('[data-accion="menu"]').click();
  const rows = page.locator('dialog .menu > li > :is(a, button)');
  await expect.poll(() => rows.count()).toBe(10);
  const boxes = await Promise.all((await rows.all()).map((row) => row.boundingBox()));
  expect(new Set(boxes.map((box) => `${box?.x} ${box?.width}`)).size).toBe(1);
  const ends = boxes.map((box) => (box?.y ?? 0) + (box?.height ?? 0));
  for (const [at, end] of ends.slice(0, -1).entries()) expect(boxes[at + 1]?.y).toBeGreaterThanOrEqual(end);
  const frame = await page.locator('dialog').boundingBox();
  expect(ends.at(-1)).toBeLessThan((frame?.y ?? 0) + (frame?.height ?? 0));

  // The arrow keys walk it from end to end, and round.
  const focused = () => page.evaluate<string>('document.activeElement.textContent');
  await expect.poll(focused).toBe('Entregados y cancelados');
  await page.keyboard.press('ArrowDown');
  expect(await focused()).toBe('El día en números');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  expect(await focused()).toContain('Salir');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.locator('.today-panels').waitFor();
  expect(board.errors).toEqual([]);
});
