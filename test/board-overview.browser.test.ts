import { adminOf, memberOf } from '@relevo/testkit/people';
import { ticketsForTest } from '@relevo/testkit/services';
import { lateTicket, newTicket, ticketNow, work } from '@relevo/testkit/work';
import { afterAll, expect, it } from 'vitest';
import { openBoard } from './support/board-page.ts';
import { launchBrowser } from './support/browser.ts';

const browser = await launchBrowser();
const service = await ticketsForTest();
afterAll(async () => {
  await browser.close();
  await service[Symbol.asyncDispose]();
});
const { url } = service;
const olga = await memberOf(await adminOf(service), 'operador', 'Olga');

it('finds orders, keeps the view in the address, shows the totals, and reopens a closed order', async () => {
  const pizza = { nombre: 'Pizza muzza', cantidad: 2 };
  const jose = await newTicket(url, { cliente_nombre: 'José Núñez', productos: [pizza] });
  const luz = await newTicket(url, {
    cliente_nombre: 'Luz',
    productos: [pizza, { nombre: 'Fainá', cantidad: 1 }],
  });
  await newTicket(url, { cliente_nombre: 'Ramón', productos: [{ nombre: 'Flan', cantidad: 1 }] });
  const closed = await newTicket(url, { cliente_nombre: 'Ñusta' });
  await work(url, closed, ['avanzar'], ['mover', { estado: 'entregado' }]);
  await using board = await openBoard(browser, { url, client: olga });
  const { page, card } = board;

  await page.locator('#buscar').fill('nunez');
  await card(luz).waitFor({ state: 'hidden' });
  await expect.poll(() => card(jose).isVisible()).toBe(true);
  const note = page.locator('[data-filtro="activo"]');
  expect(await note.innerText()).toContain('1 de 3');
  await page.waitForURL('**/?q=nunez');
  await page.reload();
  await note.waitFor();
  expect(await page.locator('#buscar').inputValue()).toBe('nunez');

  // What comes in meanwhile is not hidden in silence.
  const hiddenBefore = Number(
    await note.locator('[data-nuevos-ocultos]').getAttribute('data-nuevos-ocultos'),
  );
  const late = await newTicket(url, { cliente_nombre: 'Zoe' });
  await note.locator(`[data-nuevos-ocultos="${hiddenBefore + 1}"]`).waitFor();
  await page.locator('[data-accion="quitar-filtros"]').click();
  await card(late).waitFor();

  await page.locator('[data-accion="preparar"]').click();
  const row = page.locator('[data-producto="Pizza muzza"]');
  expect(await row.getAttribute('data-falta')).toBe('4');
  await row.locator('[data-accion="resaltar"]').click();
  const marked = page.locator('[data-resaltado="si"] [data-ticket-id]');
  await marked.first().waitFor();
  const ids = await marked.evaluateAll((cards) => cards.map((one) => one.getAttribute('data-ticket-id')));
  expect(ids.toSorted()).toEqual([jose, luz].map(String).toSorted());
  await work(url, jose, ['marcar_item', { indice: 0, hecho: true }]);
  await page.locator('[data-producto="Pizza muzza"][data-falta="2"]').waitFor();
  await row.locator('[data-accion="resaltar"]').click();
  await marked.first().waitFor({ state: 'detached' });

  await page.locator('[data-accion="ver-cerrados"]').click();
  await card(closed).waitFor();
  await expect.poll(() => card(jose).isVisible()).toBe(false);
  await page.locator('.closed-note a').click();
  await page.locator('.closed-main').waitFor();
  const listed = page.locator(`[data-cerrado="${closed}"]`);
  const answer = page.waitForResponse(/\/cerrados\?.*q=NUSTA/);
  await page.locator('#buscar').fill('NUSTA');
  await answer;
  await page.locator('.closed-list[aria-busy="false"]').waitFor();
  await listed.locator('[data-accion="deshacer"]').click();
  await page.locator(`[data-cerrado="${closed}"][data-recuperar="open"]`).waitFor();
  expect((await ticketNow(url, closed)).ticket.estado).toBe('en-preparacion');

  await page.goBack();
  await page.waitForURL('**/?ver=cerrados&preparar=si');
  await page.locator('[data-accion="ver-cerrados"]').click();
  await card(closed).waitFor();
  expect(board.errors).toEqual([]);
});

it('takes what the filter hides off the screen, out of the Tab order and away from screen readers', async () => {
  const hidden = await newTicket(url, { cliente_nombre: 'Aurora' });
  const found = await newTicket(url, { cliente_nombre: 'Berta' });
  await using board = await openBoard(browser, { url, client: olga });
  const { page, card } = board;
  await card(hidden).waitFor();
  await page.locator('#buscar').fill('berta');
  await card(hidden).waitFor({ state: 'hidden' });

  const list = page.locator('#lista-pendiente .tickets');
  const heights = await list
    .locator('> li[hidden]')
    .evaluateAll((rows) => rows.map((row) => row.getBoundingClientRect().height));
  expect(heights.length).toBeGreaterThan(0);
  expect(new Set(heights)).toEqual(new Set([0]));
  const [listAt, cardAt] = await Promise.all([list.boundingBox(), card(found).boundingBox()]);
  expect((cardAt?.y ?? Number.NaN) - (listAt?.y ?? Number.NaN)).toBeLessThan(20);

  expect(
    await page.getByRole('article').evaluateAll((cards) => cards.map((one) => one.dataset.ticketId)),
  ).toEqual([String(found)]);
  const passed = new Set<string>();
  await page.locator('#buscar').focus();
  for (let steps = 0; steps < 40; steps += 1) {
    await page.keyboard.press('Tab');
    passed.add(
      await page.evaluate<string>(
        "document.activeElement.closest('[data-ticket-id]')?.dataset.ticketId ?? ''",
      ),
    );
  }
  expect([...passed].filter(Boolean)).toEqual([String(found)]);

  await page.locator('#buscar').fill('');
  await card(hidden).waitFor();
  expect((await card(hidden).boundingBox())?.height).toBeGreaterThan(100);
  expect(board.errors).toEqual([]);
});

it('marks an order that came in late with both times, wherever it is shown, and is as new as any other', async () => {
  const admin = await adminOf(service);
  const rosa = await memberOf(admin, 'repartidor', 'Rosa');
  const { body: link } = await admin.call('POST', '/api/enlaces-tv', { nombre: 'Cocina' });
  const { pathname, hash } = new URL(link.enlace, url);
  await using board = await openBoard(browser, { url, client: olga });
  const young = await newTicket(url);
  await board.card(young).waitFor();
  const late = await lateTicket(url, 95);
  const card = board.card(late);
  await card.locator('.came-late').waitFor();
  await expect.poll(() => card.getAttribute('data-reconocido')).toBe('no');
  await card.locator('[data-accion="reconocer"]').waitFor();
  const { ticket } = await ticketNow(url, late);
  await work(url, late, ['asignar', { repartidor_id: rosa.person.id }]);
  await using driver = await openBoard(browser, { url, client: rosa });
  await using tv = await openBoard(browser, {
    ...{ url, link: pathname + hash, device: { viewport: { width: 1920, height: 1080 } } },
  });

  await expect.poll(() => card.locator('.ticket-age').getAttribute('data-nivel')).toBe('late');
  const shopTime = new Intl.DateTimeFormat('es-AR', {
    ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
    timeZone: 'America/Argentina/Buenos_Aires',
  });
  const { fecha_creacion, llegado_en = '' } = ticket;
  const [placed, arrived] = [fecha_creacion, llegado_en].map((time) => shopTime.format(new Date(time)));
  for (const mark of [card.locator('.came-late'), driver.card(late).locator('.came-late')]) {
    await expect.poll(() => mark.innerText()).toContain(`${placed}`);
    await expect.poll(() => mark.innerText()).toContain(`${arrived}`);
  }
  await expect
    .poll(() => tv.card(late).locator('.tv-late').textContent())
    .toBe(`Llegó tarde ${placed} →${arrived}`);
  await expect.poll(() => board.card(young).locator('.came-late').count()).toBe(0);
  // The oldest order first, though it came in last.
  const first = board.page.locator('[data-estado="pendiente"] [data-ticket-id]').first();
  await expect.poll(() => first.getAttribute('data-ticket-id')).toBe(String(late));

  await card.locator('[data-accion="mas"]').click();
  await board.page.locator('dialog [data-accion="historial"]').click();
  const cameIn = board.page.locator('.history li').last();
  await expect.poll(() => cameIn.innerText()).toMatch(new RegExp(`Se había pedido: .*${placed}`));
  expect([...board.errors, ...driver.errors, ...tv.errors]).toEqual([]);
});
