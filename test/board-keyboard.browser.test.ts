import { adminOf, memberOf } from '@relevo/testkit/people';
import { ticketsForTest } from '@relevo/testkit/services';
import { newTicket, ticketNow, work } from '@relevo/testkit/work';
import { afterAll, expect, it } from 'vitest';
import { type BoardPage, openBoard } from './support/board-page.ts';
import { launchBrowser } from './support/browser.ts';

const browser = await launchBrowser();
afterAll(() => browser.close());

/** A board on a screen that shows every column, and the keys on it. */
async function scene() {
  const stack = new AsyncDisposableStack();
  const service = stack.use(await ticketsForTest());
  const admin = await adminOf(service);
  const operator = await memberOf(admin, 'operador', 'Olga');
  const rosa = await memberOf(admin, 'repartidor', 'Rosa');
  const open = async () => {
    const board = stack.use(await openBoard(browser, { url: service.url, client: operator }));
    await board.page.locator('[data-manos]').waitFor();
    return { board, ...handsOn(board) };
  };
  return { ...{ url: service.url, operator, rosa, open }, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

function handsOn({ page, card }: BoardPage) {
  const keys = async (...pressed: string[]) => {
    for (const key of pressed) await page.keyboard.press(key);
  };
  return {
    keys,
    /** Waits until the focus is on this ticket itself, in this state. */
    onTicket: (id: number, estado: string) =>
      page.locator(`[data-ticket-id="${id}"][data-estado="${estado}"]:focus`).waitFor({ timeout: 5_000 }),
    /** Waits until the focus is where it matches. */
    focused: (selector: string) => page.locator(`${selector}:focus`).first().waitFor({ timeout: 5_000 }),
    /** Waits until a short word says this. */
    hears: (text: string) =>
      page.locator('[data-aviso="ayuda"]', { hasText: text }).waitFor({ timeout: 5_000 }),
    settled: (id: number) =>
      card(id)
        .filter({ hasNot: page.locator('[data-marca]') })
        .waitFor({ state: 'attached', timeout: 10_000 }),
  };
}

/** Takes the place of the browser's own question where to print. */
const notePrint = `window.print = () => {
  document.documentElement.dataset.impreso = 'si';
  dispatchEvent(new Event('afterprint'));
}`;

const movesOf = async (url: string, ticketId: number) =>
  (await ticketNow(url, ticketId)).historial.map(({ accion, a }) => (a === null ? accion : `${accion} ${a}`));

it.concurrent('works a whole shift by keyboard alone', async () => {
  await using given = await scene();
  const { url, rosa, open } = given;
  const first = await newTicket(url, { cliente_nombre: 'Ana Gómez' });
  const second = await newTicket(url, { cliente_nombre: 'Beto Ruiz' });
  const { board, keys, onTicket, focused, hears, settled } = await open();
  await board.card(second).waitFor();
  await board.page.evaluate(notePrint);

  // Accepted, prepared, given to a driver, sent off and delivered.
  await keys('v');
  await hears('flechas');
  await keys('ArrowDown');
  await onTicket(first, 'pendiente');
  await keys('v');
  await board.card(first).and(board.page.locator('[data-reconocido="si"]')).waitFor();
  await onTicket(first, 'pendiente');
  await keys('Enter');
  await onTicket(first, 'en-preparacion');
  await keys('a');
  await focused('dialog [data-accion="elegir-repartidor"]');
  await keys('Enter');
  await onTicket(first, 'en-preparacion');
  await keys('p');
  await board.page.locator('html[data-impreso]').waitFor({ state: 'attached' });
  await keys('3');
  await onTicket(first, 'en-camino');
  await keys('4');
  // Delivered, it leaves the board: the focus goes to the next one.
  await onTicket(second, 'pendiente');

  // A step too far is taken back, and the one before it. What has not been sent yet would only be forgotten.
  await settled(first);
  await keys('z');
  await board.card(first).and(board.page.locator('[data-estado="en-camino"]')).waitFor();
  await keys('z');
  await hears('otra vez en En preparación');
  await board.card(first).and(board.page.locator('[data-estado="en-preparacion"]')).waitFor();
  await settled(first);
  await keys('ArrowRight');
  await onTicket(first, 'en-preparacion');
  await keys('3');
  await onTicket(first, 'en-camino');
  await settled(first);
  await keys('Enter');
  await onTicket(second, 'pendiente');
  await settled(first);

  // The next one is cancelled, with a reason that is typed: there a letter is a letter.
  await keys('4');
  await hears('De Pendiente no se pasa a Entregado');
  await keys('x');
  await focused('dialog input[name="motivo"]');
  await board.page.keyboard.type('vaz / ?');
  await keys('Enter');
  await board
    .card(second)
    .and(board.page.locator('[data-estado="cancelado"]'))
    .waitFor({ state: 'attached' });
  await settled(second);
  await keys('z');
  await onTicket(second, 'pendiente');

  // Found by the customer's name, and worked on from there.
  await keys('/');
  await focused('#buscar');
  await board.page.keyboard.type('ruiz');
  await keys('Enter');
  await onTicket(second, 'pendiente');
  await keys('Space');
  await focused('dialog [data-accion="asignar"]');
  await keys('Escape');
  await onTicket(second, 'pendiente');
  await settled(second);

  const given1 = `asignar ${rosa.person.nombre}`;
  expect(await movesOf(url, first)).toEqual([
    ...['crear pendiente', 'reconocer', 'avanzar en-preparacion', given1, 'avanzar en-camino'],
    ...['avanzar entregado', 'deshacer en-camino', 'deshacer en-preparacion'],
    ...['avanzar en-camino', 'avanzar entregado'],
  ]);
  expect(await movesOf(url, second)).toEqual(['crear pendiente', 'cancelar cancelado', 'deshacer pendiente']);
  expect((await ticketNow(url, second)).historial[1]?.motivo).toBe('vaz / ?');
  expect(board.errors).toEqual([]);
}, 60_000);

it.concurrent('moves the focus between tickets and keeps its place while the board changes', async () => {
  await using given = await scene();
  const { url, rosa, open } = given;
  const ids = [await newTicket(url), await newTicket(url), await newTicket(url)];
  const [a = 0, b = 0, c = 0] = ids;
  const kitchen = await newTicket(url);
  await work(url, kitchen, ['asignar', { repartidor_id: rosa.person.id }], ['avanzar']);
  const { board, keys, onTicket, focused } = await open();
  await board.card(kitchen).waitFor();

  await keys('ArrowDown', 'End');
  await onTicket(c, 'pendiente');
  await keys('ArrowUp', 'ArrowRight');
  await onTicket(kitchen, 'en-preparacion');
  await keys('ArrowRight', 'ArrowLeft', 'Home', 'ArrowDown');
  await onTicket(b, 'pendiente');

  // A colleague moves it: the focus goes along. Then another moves away from under a button that has the focus.
  await work(url, b, ['avanzar']);
  await onTicket(b, 'en-preparacion');
  await keys('ArrowLeft', 'Home');
  await onTicket(a, 'pendiente');
  await keys('Tab');
  await focused(`[data-ticket-id="${a}"] button`);
  await work(url, a, ['avanzar']);
  await onTicket(a, 'en-preparacion');

  // The help says what each key does, and Escape brings back to the ticket.
  await keys('?');
  await board.page.locator('dialog kbd', { hasText: 'Inicio' }).waitFor();
  await keys('ArrowLeft', 'Escape');
  await onTicket(a, 'en-preparacion');
  // With a modifier a key is the browser's.
  await keys('Control+x', 'Alt+x', 'Shift+X');
  await keys('h');
  await board.page.locator(`[data-historial="${a}"]`).waitFor();
  await keys('Escape');
  await onTicket(a, 'en-preparacion');
}, 60_000);
