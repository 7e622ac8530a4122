import { adminOf, memberOf } from '@relevo/testkit/people';
import { ticketsForTest } from '@relevo/testkit/services';
import { newTicket, ticketNow, work } from '@relevo/testkit/work';
import { afterAll, expect, it } from 'vitest';
import { type BoardPage, openBoard } from './support/board-page.ts';
import { launchBrowser } from './support/browser.ts';

const browser = await launchBrowser();
const service = await ticketsForTest();
afterAll(async () => {
  await browser.close();
  await service[Symbol.asyncDispose]();
});
const { url } = service;
const admin = await adminOf(service);
const { person: rosa } = await memberOf(admin, 'repartidor', 'Rosa');

/** An order that somebody has seen: one that rings brings a bar, which moves everything down. */
async function seenTicket(): Promise<number> {
  const id = await newTicket(url);
  await work(url, id, ['reconocer']);
  return id;
}
const [byMouse, byFinger] = [await seenTicket(), await seenTicket()];

const movesOf = async (ticketId: number) =>
  (await ticketNow(url, ticketId)).historial.slice(2).map(({ accion, a }) => `${accion} ${a}`);
const inState = ({ card, page }: BoardPage, id: number, estado: string) =>
  card(id)
    .and(page.locator(`[data-estado="${estado}"]`))
    .waitFor({ state: 'attached', timeout: 5_000 });

async function middleOf(part: ReturnType<BoardPage['card']>) {
  const box = await part.boundingBox();
  if (!box) throw new Error('not on the screen');
  return { x: box.x + box.width / 2, y: box.y + Math.min(box.height / 2, 150) };
}

it.concurrent('drags a card by mouse to where its buttons would move it, and nowhere else', async () => {
  const id = byMouse;
  const board = await openBoard(browser, { url, client: admin });
  await using _ = board;
  const { page, card } = board;
  const column = (estado: string) =>
    page.locator(`:is(.column:not([hidden]), .drop-strip > *)[data-estado="${estado}"]`);
  const carry = async (estado: string) => {
    const from = await middleOf(card(id).locator('h3'));
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(from.x + 20, from.y + 5);
    const to = await middleOf(column(estado));
    await page.mouse.move(to.x, to.y);
  };
  const drop = async (estado: string) => {
    await carry(estado);
    await page.mouse.up();
  };

  await card(id).waitFor();
  await page.locator('[data-manos]').waitFor();
  await carry('en-camino');
  await column('en-camino').and(page.locator('[data-destino="no"]')).waitFor();
  await column('en-preparacion').and(page.locator('[data-destino="si"]')).waitFor();
  await page.mouse.up();
  await page.locator('[data-aviso="ayuda"]', { hasText: 'De Pendiente no se pasa a En camino' }).waitFor();

  await carry('en-preparacion');
  await page.keyboard.press('Escape');
  await page.mouse.up();
  await page.locator('.drag-ghost, [data-destino], [data-llevado]').first().waitFor({ state: 'detached' });
  await inState(board, id, 'pendiente');

  await drop('en-preparacion');
  await inState(board, id, 'en-preparacion');
  await drop('en-camino');
  await page.locator(`dialog [data-repartidor="${rosa.id}"]`).click();
  await inState(board, id, 'en-camino');
  await drop('cancelado');
  await page.locator('dialog input[name="motivo"]').fill('Se arrepintió');
  await page.keyboard.press('Enter');
  await inState(board, id, 'cancelado');
  await card(id)
    .filter({ hasNot: page.locator('[data-marca]') })
    .waitFor({ state: 'attached' });
  expect(await movesOf(id)).toEqual([
    ...['avanzar en-preparacion', `asignar ${rosa.nombre}`, 'avanzar en-camino', 'cancelar cancelado'],
  ]);
  expect(board.errors).toEqual([]);
}, 60_000);

it.concurrent('drags a card by a finger that rests on it first, and scrolls the list otherwise', async () => {
  const olga = await memberOf(admin, 'operador');
  const device = { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true };
  const id = byFinger;
  await using board = await openBoard(browser, { url, client: olga, device });
  const { page, card } = board;
  const finger = await board.context.newCDPSession(page);
  const touch = async (type: string, ...touchPoints: { x: number; y: number }[]) =>
    void (await finger.send('Input.dispatchTouchEvent', { type: type as 'touchStart', touchPoints }));
  const tab = () => middleOf(page.locator('.tab[data-estado="en-preparacion"]'));

  await page.locator('[data-manos]').waitFor();
  await card(id).scrollIntoViewIfNeeded();
  const head = await middleOf(card(id).locator('h3'));
  await touch('touchStart', head);
  await touch('touchMove', { x: head.x, y: head.y - 40 });
  await touch('touchMove', await tab());
  await touch('touchEnd');
  expect(await page.locator('.drag-ghost').count()).toBe(0);

  await card(id).scrollIntoViewIfNeeded();
  const again = await middleOf(card(id).locator('h3'));
  await touch('touchStart', again);
  await page.locator('.drag-ghost').waitFor();
  await touch('touchMove', { x: again.x, y: again.y - 30 });
  await touch('touchMove', await tab());
  await page.locator('.tab[data-estado="en-preparacion"][data-encima]').waitFor();
  await touch('touchEnd');
  await inState(board, id, 'en-preparacion');
  await card(id)
    .filter({ hasNot: page.locator('[data-marca]') })
    .waitFor();
  expect(await movesOf(id)).toEqual(['avanzar en-preparacion']);
  expect(board.errors).toEqual([]);
}, 60_000);
