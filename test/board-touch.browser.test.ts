import { adminOf, memberOf } from '@relevo/testkit/people';
import { ticketsForTest } from '@relevo/testkit/services';
import { newTicket, ticketNow, work } from '@relevo/testkit/work';
import type { BrowserContextOptions } from 'playwright-core';
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
const admin = await adminOf(service);
await memberOf(admin, 'repartidor', 'Rosa');
const phone: BrowserContextOptions = {
  viewport: { width: 360, height: 740 },
  hasTouch: true,
  isMobile: true,
};

/** Takes the place of the browser's own question where to print. */
const notePrint = `window.print = () => {
  document.documentElement.dataset.impreso = 'si';
  dispatchEvent(new Event('afterprint'));
}`;

const movesOf = async (ticketId: number) =>
  (await ticketNow(url, ticketId)).historial.map(({ accion, a }) => (a === null ? accion : `${accion} ${a}`));

it('works a whole shift by touch alone, on a phone', async () => {
  const olga = await memberOf(admin, 'operador', 'Olga');
  const [first, second] = [await newTicket(url), await newTicket(url, { cliente_nombre: 'Beto Ruiz' })];
  await using board = await openBoard(browser, { url, client: olga, device: phone });
  const { page, card, control } = board;
  const tab = (estado: string) => page.locator(`.tab[data-estado="${estado}"]`).tap();
  const inState = (id: number, estado: string) =>
    card(id)
      .and(page.locator(`[data-estado="${estado}"]`))
      .waitFor({ state: 'attached' });
  const settled = (id: number) =>
    card(id)
      .filter({ hasNot: page.locator('[data-marca]') })
      .waitFor({ state: 'attached' });
  const inDialog = (accion: string) => page.locator(`dialog [data-accion="${accion}"]`).first().tap();

  await control(first, 'reconocer').tap();
  await card(first).and(page.locator('[data-reconocido="si"]')).waitFor();
  await control(first, 'avanzar').tap();
  await inState(first, 'en-preparacion');
  await tab('en-preparacion');
  await control(first, 'avanzar').tap();
  await page.locator('dialog [data-accion="elegir-repartidor"]', { hasText: 'Rosa' }).tap();
  await inState(first, 'en-camino');
  await tab('en-camino');
  await page.evaluate(notePrint);
  await control(first, 'mas').tap();
  await inDialog('imprimir');
  await page.locator('html[data-impreso]').waitFor({ state: 'attached' });
  await control(first, 'avanzar').tap();
  await inState(first, 'entregado');
  await settled(first);
  await page.locator('[data-aviso="deshacer"] button').tap();
  await inState(first, 'en-camino');
  await control(first, 'avanzar').tap();
  await inState(first, 'entregado');

  await tab('pendiente');
  await control(second, 'mas').tap();
  await inDialog('cancelar');
  await page.locator('dialog .chip').first().tap();
  await inDialog('confirmar-cancelar');
  await inState(second, 'cancelado');
  await settled(second);
  await page.locator('[data-aviso="deshacer"] button').tap();
  await inState(second, 'pendiente');

  await card(second)
    .filter({ hasNot: page.locator('[data-marca]') })
    .waitFor();
  expect(await movesOf(first)).toEqual([
    ...['crear pendiente', 'reconocer', 'avanzar en-preparacion', 'asignar Rosa', 'avanzar en-camino'],
    ...['avanzar entregado', 'deshacer en-camino', 'avanzar entregado'],
  ]);
  expect(await movesOf(second)).toEqual(['crear pendiente', 'cancelar cancelado', 'deshacer pendiente']);
  expect(board.errors).toEqual([]);
}, 60_000);

it("lets a driver do the day's deliveries by touch alone", async () => {
  const leo = await memberOf(admin, 'repartidor', 'Leo');
  const give = ['asignar', { repartidor_id: leo.person.id }] as const;
  const address = 'Av. Entre Ríos 123, 2º "B" & fondo';
  const waits = await newTicket(url, {
    metodo_pago: 'Mercado Pago',
    cliente_telefono: 'no tiene',
    total: 900,
  });
  const goes = await newTicket(url, {
    cliente_direccion: address,
    cliente_telefono: '011 15-1234-5678',
    total: 3700,
  });
  await work(url, waits, [...give], ['avanzar']);
  await work(url, goes, [...give], ['avanzar'], ['avanzar']);
  await using board = await openBoard(browser, { url, client: leo, device: phone });
  const { page, card, control } = board;
  const link = (id: number, name: string) => card(id).locator(`[data-enlace="${name}"]`);

  await card(waits).waitFor();
  const ids = await page
    .locator('[data-ticket-id]')
    .evaluateAll((cards) => cards.map((it) => it.id || it.getAttribute('data-ticket-id')));
  expect(ids).toEqual([String(goes), String(waits)]);
  const map = new URL(String(await link(goes, 'mapa').getAttribute('href')));
  expect([map.origin + map.pathname, map.searchParams.get('destination')]).toEqual([
    ...['https://www.google.com/maps/dir/', address],
  ]);
  expect(await link(goes, 'llamar').getAttribute('href')).toBe('tel:0111512345678');
  expect(await link(goes, 'whatsapp').getAttribute('href')).toBe('https://wa.me/5491112345678');
  expect(await link(waits, 'whatsapp').count()).toBe(0);
  const [call, chat] = await Promise.all([
    link(goes, 'llamar').boundingBox(),
    link(goes, 'whatsapp').boundingBox(),
  ]);
  expect(chat?.y).toBe(call?.y);
  expect(await card(goes).locator('[data-pago="cobrar"]').innerText()).toMatch(/Cobrar \$\s3\.700/);
  expect(await card(waits).locator('[data-pago="indicado"]').innerText()).toMatch(
    /Mercado Pago\s+Total: \$\s900/,
  );
  const width = await page.evaluate('[document.documentElement.scrollWidth, innerWidth].join()');
  expect(width).toBe('360,360');

  await control(goes, 'devolver').tap();
  await page.locator('dialog [data-accion="elegir-motivo"]', { hasText: 'No atendió nadie' }).tap();
  await page.locator('dialog [data-accion="no-entregado-posponer"]').tap();
  await card(goes).getByText('No se entregó: No atendió nadie. Se vuelve a intentar.').waitFor();
  await control(goes, 'devolver').tap();
  await page.locator('dialog [data-accion="elegir-motivo"]', { hasText: 'No atendió nadie' }).tap();
  await page.locator('dialog [data-accion="no-entregado-devolver"]').tap();
  await card(goes)
    .filter({ hasNot: page.locator('[data-marca]') })
    .waitFor({ state: 'attached' });
  await page.locator('[data-aviso="deshacer"] button').tap();
  await control(goes, 'avanzar').tap();
  await control(waits, 'avanzar').tap();
  await control(waits, 'devolver').tap();
  await page.locator('dialog input[name="motivo"]').tap();
  await page.locator('dialog input[name="motivo"]').fill('Se rompió la moto');
  await page.locator('dialog [data-accion="confirmar-motivo"]').tap();
  await page.locator('dialog [data-accion="no-entregado-cancelar"]').tap();
  await page.locator('.deliveries-done summary').first().tap();
  for (const id of [goes, waits])
    await card(id)
      .filter({ hasNot: page.locator('[data-marca]') })
      .waitFor();

  const tail = ['posponer', 'devolver en-preparacion', 'deshacer en-camino', 'avanzar entregado'];
  expect((await movesOf(goes)).slice(-4)).toEqual(tail);
  expect((await movesOf(waits)).slice(-2)).toEqual(['avanzar en-camino', 'cancelar cancelado']);
  expect((await ticketNow(url, waits)).historial.at(-1)?.motivo).toBe('Se rompió la moto');
  expect(board.errors).toEqual([]);
}, 60_000);
