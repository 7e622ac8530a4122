import type { Role } from '@relevo/contract';
import { adminOf, type Client, memberOf } from '@relevo/testkit/people';
import { ticketsForTest } from '@relevo/testkit/services';
import { newTicket, work } from '@relevo/testkit/work';
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
const customer = { cliente_nombre: 'Cliente-de-la-casa' };

it.concurrent('never lets a driver’s page have another driver’s customer', async () => {
  const [ines, juan] = [
    await memberOf(admin, 'repartidor', 'Inés'),
    await memberOf(admin, 'repartidor', 'Juan'),
  ];
  const make = async (secret: string, driver: Client) => {
    const ticketId = await newTicket(url, { cliente_nombre: secret, indicaciones: secret });
    await work(url, ticketId, ['asignar', { repartidor_id: driver.person.id }]);
    return ticketId;
  };
  const passed = await make('Cliente-que-pasa', ines);
  await make('Cliente-ajeno-1', juan);
  await using board = await openBoard(browser, { url, client: ines });
  await board.card(passed).waitFor();

  const other = await make('Cliente-ajeno-2', juan);
  await work(url, other, ['avanzar'], ['avanzar'], ['anotar', { indicaciones: 'Cliente-ajeno-3' }]);
  await work(url, passed, ['asignar', { repartidor_id: juan.person.id }]);
  await board.card(passed).waitFor({ state: 'detached' });
  await work(url, passed, ['anotar', { indicaciones: 'Cliente-ajeno-4' }]);
  const last = await make('Cliente-propio', ines);
  await board.card(last).waitFor();
  await board.untilShows((await ines.get('/api/tablero')).body);

  const all = [...board.heard, await board.page.content()].join('\n');
  expect(all).toContain('Cliente-propio');
  expect(all).not.toContain('Cliente-ajeno');
  expect(await board.page.content()).not.toContain('Cliente-que-pasa');
});

type Ending = { what: string; rol: Role; end(client: Client): Promise<unknown> };
const endings: Ending[] = [
  {
    what: 'session is ended elsewhere',
    rol: 'operador',
    end: (client) => client.call('DELETE', '/api/sesion'),
  },
  {
    what: 'account is deactivated',
    rol: 'repartidor',
    end: ({ person }) => admin.call('PATCH', `/api/personas/${person.id}`, { activo: false }),
  },
];

it.concurrent.for(endings)('shows the door to somebody whose $what', async ({ rol, end }, { annotate }) => {
  const client = await memberOf(admin, rol);
  const ticketId = await newTicket(url, customer);
  if (rol === 'repartidor') await work(url, ticketId, ['asignar', { repartidor_id: client.person.id }]);
  await using board = await openBoard(browser, { url, client });
  await board.card(ticketId).waitFor();
  await annotate(`at the door after ${await shutOut(board, () => end(client))} ms`);
});

it.concurrent('shows the door on a TV whose link is revoked, and does not let it in again', async ({
  annotate,
}) => {
  const { id, enlace } = (await admin.call('POST', '/api/enlaces-tv', { nombre: 'Salón' })).body;
  await using board = await openBoard(browser, { url, link: enlace });
  await board.card(await newTicket(url, customer)).waitFor();
  const took = await shutOut(board, () => admin.call('DELETE', `/api/enlaces-tv/${id}`));
  await annotate(`at the door after ${took} ms`);
  // It has kept its link and tries it once more.
  await board.page.locator('[data-sesion="link-expired"]').waitFor();
});

/** Waits for the door after `act`, and sees that nothing of the board is left behind it. @returns how many ms it took */
async function shutOut({ page, errors }: BoardPage, act: () => Promise<unknown>) {
  const from = performance.now();
  await act();
  await page.locator('[data-sesion="expired"]').waitFor();
  const took = Math.round(performance.now() - from);
  expect(await page.locator('[data-ticket-id]').count()).toBe(0);
  expect(await page.content()).not.toContain(customer.cliente_nombre);
  expect(errors).toEqual([]);
  return took;
}

it.concurrent('serves the page compressed, its parts for ever and itself anew each time', async () => {
  await using tickets = await ticketsForTest();
  const page = await fetch(`${tickets.url}/cerrados`, { headers: { 'Accept-Encoding': 'br' } });
  expect(page.headers.get('content-type')).toMatch(/^text\/html/);
  expect(page.headers.get('cache-control')).toBe('no-cache');
  expect(page.headers.get('content-encoding')).toBe('br');
  const [part] = /\/assets\/[^"]+\.js/.exec(await page.text()) ?? [];
  const { headers } = await fetch(`${tickets.url}${part}`, { headers: { 'Accept-Encoding': 'gzip' } });
  expect(headers.get('content-encoding')).toBe('gzip');
  expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(headers.get('content-security-policy')).toContain("default-src 'self'");
});
