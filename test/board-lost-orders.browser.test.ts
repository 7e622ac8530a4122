import { randomUUID } from 'node:crypto';
import { adminOf, type Client, memberOf } from '@relevo/testkit/people';
import { ticketsForTest } from '@relevo/testkit/services';
import { newTicket, ticketNow, work } from '@relevo/testkit/work';
import { afterAll, expect, it } from 'vitest';
import { violationsOf } from './support/axe.ts';
import { openBoard } from './support/board-page.ts';
import { desktop, phone } from './support/board-places.ts';
import { launchBrowser } from './support/browser.ts';
import { ringBar, ringSpy, spiedOn } from './support/ring-page.ts';
import { smallTargets } from './support/small-targets.ts';

const browser = await launchBrowser('--autoplay-policy=no-user-gesture-required');
afterAll(() => browser.close());

const shakeSpy = `${ringSpy}
  window.shaken = 0;
  navigator.vibrate = () => { window.shaken += 1; return true; };`;

async function scene() {
  const service = await ticketsForTest();
  const { url } = service;
  const admin = await adminOf(service);
  const [ana, beto] = [await memberOf(admin, 'operador', 'Ana'), await memberOf(admin, 'operador', 'Beto')];
  const rosa = await memberOf(admin, 'repartidor', 'Rosa');
  const does = async (client: Client, id: number, accion: string, more: object) => {
    const { version } = (await ticketNow(url, id)).ticket;
    const done = await client.command(id, { cmd_id: randomUUID(), version, accion, ...more });
    expect(done.status).toBe(200);
  };
  return { service, url, ana, beto, rosa, does, [Symbol.asyncDispose]: () => service[Symbol.asyncDispose]() };
}

it.each([
  ['on a desktop', desktop],
  ['on a phone', phone],
])(
  'keeps what a colleague cancels struck through, with who, when and why, until it is tapped %s',
  async (_where, device) => {
    await using given = await scene();
    const { url, ana, beto, does } = given;
    const id = await newTicket(url, { cliente_nombre: 'Marta Díaz' });
    await work(url, id, ['avanzar']);
    await using kitchen = await openBoard(browser, { url, client: ana, device, before: ringSpy });
    await using office = await openBoard(browser, { url, client: beto, device, before: ringSpy });
    await kitchen.card(id).waitFor({ state: 'attached' });
    await office.card(id).waitFor({ state: 'attached' });
    const before = (await spiedOn(kitchen.page)).notes;
    await does(beto, id, 'cancelar', { motivo: 'Se arrepintió' });

    const lost = kitchen.page.locator(`#lista-en-preparacion [data-perdido="${id}"]`);
    await lost.waitFor({ state: 'attached' });
    for (const told of ['Marta Díaz', 'Cancelado', 'Beto', 'Se arrepintió'])
      await expect.poll(() => lost.textContent()).toContain(told);
    const struck = await kitchen.page.evaluate(
      `getComputedStyle(document.querySelector('.lost-card .lost-number')).textDecorationLine`,
    );
    expect(struck).toBe('line-through');
    await expect.poll(async () => (await spiedOn(kitchen.page)).notes).toBeGreaterThan(before);
    expect(await violationsOf(kitchen.page)).toEqual([]);
    if (device === phone) expect(await smallTargets(kitchen.page)).toEqual([]);

    // Over a reload, without the customer's name, which no device keeps.
    await kitchen.page.reload();
    await kitchen.sign('live');
    await lost.waitFor({ state: 'attached' });
    expect(await lost.textContent()).toContain('Beto');
    expect(await lost.textContent()).not.toContain('Marta');
    await kitchen.page.locator('[data-accion="perdido-visto"]').click();
    await lost.waitFor({ state: 'detached' });
    expect([...kitchen.errors, ...office.errors]).toEqual([]);
  },
);

it("rings on a driver's phone until it is seen, and says there what was taken from them", async () => {
  await using given = await scene();
  const { url, rosa, beto, does } = given;
  await using board = await openBoard(browser, { url, client: rosa, device: phone, before: shakeSpy });
  const { page } = board;
  const id = await newTicket(url, { cliente_nombre: 'Marta Díaz' });
  await work(url, id, ['asignar', { repartidor_id: rosa.person.id }]);
  await ringBar(page, 1, true).waitFor();
  const notes = (await spiedOn(page)).notes;
  await expect.poll(async () => (await spiedOn(page)).notes).toBeGreaterThan(notes);
  expect(await page.evaluate<number>('window.shaken')).toBeGreaterThan(1);
  expect(await violationsOf(page)).toEqual([]);
  await page.locator('[data-accion="visto-todos"]').tap();
  await page.locator('[data-sonando]').waitFor({ state: 'detached' });

  await does(beto, id, 'asignar', { repartidor_id: null });
  const lost = page.locator(`[data-perdido="${id}"]`);
  await lost.waitFor();
  await expect.poll(() => lost.textContent()).toContain('Ya no lo llevás vos');
  expect(await lost.textContent()).toContain('Beto');
  expect(await violationsOf(page)).toEqual([]);
  expect(await smallTargets(page)).toEqual([]);
  await lost.tap();
  await lost.waitFor({ state: 'detached' });
  await page.locator('[data-perdidos]').waitFor({ state: 'detached' });
  expect(board.errors).toEqual([]);
});
