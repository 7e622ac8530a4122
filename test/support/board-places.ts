import { randomUUID } from 'node:crypto';
import { type Action, actions, ticketPaths } from '@relevo/contract';
import { post } from '@relevo/testkit/http';
import { lateTicket, newTicket, work } from '@relevo/testkit/work';
import type { BrowserContextOptions, Page } from 'playwright-core';

export const phone: BrowserContextOptions = { viewport: { width: 360, height: 740 }, hasTouch: true };
export const desktop: BrowserContextOptions = { viewport: { width: 1280, height: 800 } };

/** How to come to what is looked at, from the board; each starts where the one before has left. */
export type Place = { name: string; reach: (page: Page) => Promise<void> };

/** Orders in every state, with all that a card can show, and a test order with the guide through it. @returns the id of one that is on its way */
export async function fillBoard(url: string, driverId: number | null): Promise<number> {
  const give = ['asignar', { repartidor_id: driverId }] as const;
  await newTicket(url, { prioridad: 'alta' });
  await lateTicket(url, 42);
  await newTicket(url, { prioridad: 'baja', cliente_telefono: null, metodo_pago: null });
  const productos = [{ nombre: 'Pizza', cantidad: 2, precio: 1, notas: 'sin aceitunas' }, 'Soda'];
  await work(url, await newTicket(url, { productos }), ['avanzar']);
  await work(url, await lateTicket(url, 75, { metodo_pago: 'Tarjeta' }), [...give], ['avanzar']);
  const onTheWay = await newTicket(url);
  await work(url, onTheWay, [...give], ['avanzar'], ['avanzar']);
  await work(url, await newTicket(url), [...give], ['avanzar'], ['avanzar'], ['avanzar']);
  await work(url, await newTicket(url), ['cancelar', { motivo: 'No atiende' }]);
  await post(url + ticketPaths.testOrder, { id: randomUUID() });
  return onTheWay;
}

// Which actions ask something in the ticket's menu. One that is not offered on a ticket on its way needs another ticket.
const asks: Record<Action, boolean> = {
  asignar: true,
  priorizar: true,
  anotar: true,
  devolver: true,
  cancelar: true,
  avanzar: false,
  mover: false,
  deshacer: false,
  reconocer: false,
  posponer: false,
  marcar_item: false,
};
const dialogSteps = [...actions.filter((accion) => asks[accion]), 'historial'];

/** Every place of the board: a new page or dialog gets its line here, and is looked at by every test of looks. */
export function boardPlaces(url: string, ticketId: number) {
  const more = press(`[data-ticket-id="${ticketId}"] [data-accion="mas"]`);
  const board: Place = { name: 'the board', reach: async () => {} };
  const menu: Place = { name: 'the menu', reach: press('[data-accion="menu"]') };
  const settings: Place = { name: 'the settings', reach: press('dialog [data-accion="ajustes"]') };
  const ticketMenu: Place = {
    name: "a ticket's menu",
    async reach(page) {
      await close(page);
      await more(page);
    },
  };
  const step = (accion: string): Place => ({
    name: `the step ${accion}`,
    async reach(page) {
      await ticketMenu.reach(page);
      await press(`dialog [data-accion="${accion}"]`)(page);
    },
  });
  const steps = dialogSteps.map(step);
  const help: Place = {
    name: 'the help',
    async reach(tab) {
      await close(tab);
      await menu.reach(tab);
      await press('dialog [data-accion="atajos"]')(tab);
      await tab.locator('.key-help').waitFor();
    },
  };
  const overview: Place = {
    name: 'the filters and what is to be made',
    async reach(tab) {
      await close(tab);
      const filters = tab.locator('[data-accion="filtros"]');
      if (await filters.isVisible()) await filters.click();
      await tab.locator('[data-accion="preparar"]').click();
      await tab.locator('[data-panel="preparar"] [data-producto]').first().waitFor();
    },
  };
  const page = (path: string, shows: string): Place => ({
    name: path,
    async reach(tab) {
      await tab.goto(new URL(path, url).href);
      await tab.locator(shows).first().waitFor();
    },
  });
  const forms: Place = {
    name: 'the forms of people',
    async reach(tab) {
      await tab.locator('[data-accion="editar-persona"]').first().click();
      await tab.locator('[data-accion="agregar-persona"]').click();
      await tab.locator('[data-formulario="agregar-persona"] button').waitFor();
    },
  };
  const keyForm: Place = {
    name: 'the form of a key',
    async reach(tab) {
      await tab.locator('[data-accion="agregar-clave"]').click();
      await tab.locator('[data-formulario="agregar-clave"] button').waitFor();
    },
  };
  const newKey: Place = {
    name: 'a new key',
    async reach(tab) {
      await tab.locator('[name="nombre"]').fill('Panadería');
      await tab.locator('[name="fuente"]').fill('panaderia');
      await press('[data-formulario="agregar-clave"] button')(tab);
    },
  };
  const aboutKey = (accion: string): Place => ({
    name: `the question ${accion} of a key`,
    async reach(tab) {
      await close(tab);
      await press(`[data-clave] [data-accion="${accion}"]`)(tab);
    },
  });
  const stores: Place = {
    name: 'the stores',
    reach: press('[data-accion="tiendas"]'),
  };
  const keysAgain: Place = { name: 'the keys again', reach: close };
  const keys = [
    ...[page('/claves', '[data-accion="agregar-clave"]'), stores, keysAgain],
    ...[keyForm, newKey, aboutKey('rotar'), aboutKey('revocar')],
  ];
  const today = page('/hoy', '.today-panels');
  const closed = page('/cerrados', '.closed-main [data-numero]');
  const connection = page('/conexion', '[data-comprobacion="proxy"][data-nivel="ok"]');
  const people = [page('/personas', '[data-accion="agregar-persona"]'), forms];
  const begun: Place = {
    name: 'a second factor that begins',
    async reach(tab) {
      await tab.locator('[data-accion="segundo-factor"]').click();
      await tab.locator('.account-qr').waitFor();
    },
  };
  const account = [page('/cuenta', '[data-formulario="clave"]'), begun];
  const deactivating: Place = {
    name: 'the question before somebody is deactivated',
    reach: press('[data-accion="desactivar"]'),
  };
  const audit = page('/auditoria', '[data-entrada]');
  const pages = [today, closed, connection, ...people, deactivating, ...keys, audit, ...account];
  return {
    /** What somebody sees who may do everything. */
    onBoard: [board, menu, settings, ticketMenu, ...steps, help, overview],
    pages,
    /** The same without the questions about a ticket. */
    few: [board, menu, settings, ticketMenu, today, closed, connection, audit],
    driver: [board, menu, ...account],
    onlyLooking: [board],
  };
}

/** Opens a dialog, or another in the place of the one that is open: each has a title of its own. */
function press(selector: string) {
  return async (page: Page) => {
    const titles = page.locator('dialog[open] h2');
    const [before] = await titles.allTextContents();
    await page.locator(selector).first().click();
    await (before === undefined ? titles : titles.filter({ hasNotText: exactly(before) })).waitFor();
    await page.locator('dialog[open] .loading').waitFor({ state: 'detached' });
  };
}

function exactly(text: string): RegExp {
  return new RegExp(`^${RegExp.escape(text)}$`);
}

async function close(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  // Closed at once, it is taken away a frame later; opened again before that, it would stay closed.
  await page.locator('dialog').waitFor({ state: 'detached' });
}
