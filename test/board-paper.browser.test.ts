import { adminOf, memberOf } from '@relevo/testkit/people';
import { ticketsForTest } from '@relevo/testkit/services';
import { until } from '@relevo/testkit/until';
import { newTicket } from '@relevo/testkit/work';
import { afterAll, expect, it } from 'vitest';
import { type BoardPage, openBoard } from './support/board-page.ts';
import { phone } from './support/board-places.ts';
import { launchBrowser } from './support/browser.ts';
import { readPdfPages } from './support/read-pdf-pages.ts';

const browser = await launchBrowser();
const service = await ticketsForTest();
afterAll(async () => {
  await browser.close();
  await service[Symbol.asyncDispose]();
});
const { url } = service;
const maria = await memberOf(await adminOf(service), 'operador', 'María');

type Page = BoardPage['page'];

/** Chooses something in the settings, by its label. */
async function set(page: Page, label: string): Promise<void> {
  await page.locator('[data-accion="menu"]').click();
  await page.locator('[data-accion="ajustes"]').click();
  await page.getByLabel(label).check();
  await page.keyboard.press('Escape');
  await page.locator('dialog').waitFor({ state: 'detached' });
}

async function print({ page, card }: BoardPage, ticketId: number): Promise<void> {
  await card(ticketId).locator('[data-accion="mas"]').click();
  await page.locator('dialog [data-accion="imprimir"]').click();
}

const longWord = 'Supercalifragilísticoespialidoso'.repeat(5);
const longText = 'Milanesa napolitana con papas fritas y huevo a caballo, bien cocida, '.repeat(3).trim();
const hugeOrder = {
  cliente_nombre: `Wolfeschlegelsteinhausenbergerdorff ${longWord}`.slice(0, 200),
  cliente_direccion: `Avenida ${longText} 12345, piso 3, timbre «${longWord}»`,
  cliente_telefono: '+54 9 11 1234-5678 / 11-8765-4321 interno 123456789012345678901234567890',
  productos: Array.from({ length: 30 }, (_, at) => ({
    nombre: at % 3 === 0 ? `${at} ${longWord}` : `${at} ${longText}`,
    cantidad: at % 2 === 0 ? 12_345.125 : 1,
    precio: 99_999.99,
    subtotal: 999_999_999.99,
    notas: `sin sal ${at} ${longWord}`,
  })),
  indicaciones: `Tocar timbre\n${longText}\n${longWord}`,
  metodo_pago: `Transferencia ${longWord}`,
  total: 999_999_999_999.99,
  prioridad: 'alta',
};

it.each(['80', '58'])('puts 30 items with long names whole on one page of exactly %s mm', async (mm) => {
  const ticketId = await newTicket(url, hugeOrder);
  await using board = await openBoard(browser, { url, client: maria });
  const { page } = board;
  // It stays on the page until the browser says that it was printed, which `page.pdf` makes it say.
  await page.evaluate('window.print = () => {}');
  await set(page, `${mm} mm`);
  await print(board, ticketId);
  const paper = page.locator('.paper');
  await paper.waitFor({ state: 'attached' });

  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize({ width: Math.floor((Number(mm) / 25.4) * 96), height: 800 });
  const text = (await paper.textContent()) ?? '';
  for (const { nombre, notas } of hugeOrder.productos)
    for (const part of [nombre, notas]) expect(text).toContain(part);
  for (const part of [hugeOrder.cliente_nombre, hugeOrder.cliente_direccion, hugeOrder.indicaciones]) {
    expect(text).toContain(part);
  }
  const laid = await page.evaluate<Laid>(lookAtPaper);
  expect(laid.outside).toEqual([]);
  expect(laid.others).toEqual([]);
  await page.emulateMedia({ media: null });

  const pages = readPdfPages(await page.pdf({ preferCSSPageSize: true, printBackground: false }));
  expect(pages).toHaveLength(1);
  const [{ width, height } = { width: 0, height: 0 }] = pages;
  expect(Math.abs(width - (Number(mm) / 25.4) * 72)).toBeLessThan(0.5);
  const contentPt = laid.heightPx * 0.75;
  expect(height).toBeGreaterThan(contentPt);
  // No more below it than a cutter needs.
  expect(height - contentPt).toBeLessThan(30);
  // Whoever goes on needs it no more.
  await page.mouse.click(5, 5);
  await paper.waitFor({ state: 'detached' });
  expect(board.errors).toEqual([]);
});

type Laid = { outside: string[]; others: string[]; heightPx: number };

/** Looks for text that would be cut: outside the part of the paper that a print head reaches, or hidden in its box. */
const lookAtPaper = `(() => {
  const paper = document.querySelector('.paper');
  const box = paper.getBoundingClientRect();
  const { paddingLeft, paddingRight } = getComputedStyle(paper);
  const reach = { left: box.left + parseFloat(paddingLeft), right: box.right - parseFloat(paddingRight) };
  const outside = [];
  const walker = document.createTreeWalker(paper, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const { left, right, top, bottom } of range.getClientRects()) {
      const inside = left >= reach.left - 0.5 && right <= reach.right + 0.5 && top >= box.top && bottom <= box.bottom;
      if (!inside) outside.push(node.data.slice(0, 40));
    }
  }
  for (const part of paper.querySelectorAll('*')) {
    if (getComputedStyle(part).overflow !== 'visible') outside.push(part.className);
  }
  const others = [...document.body.children].filter((other) => other !== paper && other.getClientRects().length > 0);
  return { outside, others: others.map(({ id }) => id), heightPx: box.height };
})()`;

it('prints a new order automatically once with five tabs open, and marks a second print', async () => {
  await using board = await openBoard(browser, { url, client: maria });
  const { page, context } = board;
  await board.card(await newTicket(url, { numero: 'DE-ANTES' })).waitFor();
  await set(page, 'Imprimir solo los pedidos nuevos en este dispositivo');

  const printed: string[] = [];
  await context.exposeFunction('notePaper', (text: string) => void printed.push(text));
  const notes = `window.print = () => {
    notePaper(document.querySelector('.paper').textContent);
    dispatchEvent(new Event('afterprint'));
  }`;
  await context.addInitScript(notes);
  await page.evaluate(notes);
  const tabs = [page, ...(await Promise.all(Array.from({ length: 4 }, () => context.newPage())))];
  for (const tab of tabs.slice(1)) await tab.goto(url);
  for (const tab of tabs) await tab.locator('[data-conexion="live"]').waitFor();

  const ticketId = await newTicket(url, { numero: 'NUEVO-1' });
  for (const tab of tabs) await tab.locator(`[data-ticket-id="${ticketId}"]`).waitFor();
  await until(
    async () => printed.length,
    (count) => count > 0,
  );
  // Whoever waits for its turn has had it when another one behind it has it.
  for (const tab of tabs) await tab.evaluate(`navigator.locks.request('relevo:impresora', () => {})`);
  expect(printed).toHaveLength(1);
  expect(printed[0]).toContain('NUEVO-1');
  expect(printed[0]).not.toContain('REIMPRESIÓN');

  await print(board, ticketId);
  await until(
    async () => printed.length,
    (count) => count > 1,
  );
  expect(printed).toHaveLength(2);
  expect(printed[1]).toContain('NUEVO-1');
  expect(printed[1]).toMatch(/REIMPRESIÓN\s*Impresión n\.º 2 · .+La primera: .+, María/s);
  expect(board.errors).toEqual([]);
}, 120_000);

it('keeps the paper for a preview that is drawn again after the browser said that it has printed', async () => {
  const first = await newTicket(url, { numero: 'TEL-1' });
  const second = await newTicket(url, { numero: 'TEL-2' });
  await using board = await openBoard(browser, { url, client: maria, device: phone });
  const { page } = board;
  await page.clock.install();
  // As phones do: they say so when their preview opens.
  await page.evaluate(
    "window.print = () => { dispatchEvent(new Event('afterprint')); window.asked = true; }",
  );
  const paper = page.locator('.paper');
  const printed = (numero: string) => paper.filter({ hasText: numero }).waitFor({ state: 'attached' });

  await print(board, first);
  await printed('TEL-1');
  await expect.poll(() => page.evaluate('window.asked')).toBe(true);
  // The preview takes its time, and is drawn anew for another printer.
  await page.clock.runFor(20_000);
  await page.emulateMedia({ media: 'print' });
  expect(await page.locator('.board').isVisible()).toBe(false);
  expect(await paper.isVisible()).toBe(true);
  await page.emulateMedia({ media: null });
  expect(await paper.isVisible()).toBe(false);

  await print(board, second);
  await printed('TEL-2');
  expect(await paper.count()).toBe(1);
  await page.clock.runFor(31_000);
  await paper.waitFor({ state: 'detached' });
  await page.emulateMedia({ media: 'print' });
  expect(await page.locator('.board').isVisible()).toBe(true);
  expect(board.errors).toEqual([]);
});

it('prints new orders, and does what is tapped, where the database never opens and never says so', async () => {
  const before = 'IDBFactory.prototype.open = () => ({})';
  await using board = await openBoard(browser, { url, client: maria, before });
  const { page } = board;
  await set(page, 'Imprimir solo los pedidos nuevos en este dispositivo');
  await page.evaluate(
    "window.print = () => { dispatchEvent(new Event('afterprint')); window.asked = true; }",
  );
  const ticketId = await newTicket(url, { numero: 'SIN-BASE' });
  await expect.poll(() => page.evaluate('window.asked')).toBe(true);
  expect(await page.locator('.paper').textContent()).toContain('SIN-BASE');
  await board.control(ticketId, 'avanzar').click();
  const stateOf = async () => (await maria.call('GET', `/api/tickets/${ticketId}`)).body;
  await expect.poll(async () => JSON.stringify(await stateOf())).toContain('"estado":"en-preparacion"');
  expect(board.errors).toEqual([]);
});
