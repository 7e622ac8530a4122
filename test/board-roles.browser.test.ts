import { isOpen, type Person, type Snapshot, type State } from '@relevo/contract';
import { adminOf, type Client, memberOf, tvOf } from '@relevo/testkit/people';
import { ticketsForTest } from '@relevo/testkit/services';
import { newTicket, ticketNow, work } from '@relevo/testkit/work';
import { afterAll, expect, it } from 'vitest';
import { type BoardPage, openBoard } from './support/board-page.ts';
import { launchBrowser } from './support/browser.ts';
import { offeredControls } from './support/offered-controls.ts';
import { wouldBeRefused } from './support/would-be-refused.ts';

const browser = await launchBrowser();
const service = await ticketsForTest();
afterAll(async () => {
  await browser.close();
  await service[Symbol.asyncDispose]();
});
const { url } = service;
const admin = await adminOf(service);
const [rosa, leo] = [await memberOf(admin, 'repartidor', 'Rosa'), await memberOf(admin, 'repartidor', 'Leo')];
const drivers = [rosa, leo].map(({ person }) => ({ id: Number(person.id), nombre: person.nombre }));

const way: Record<State, Parameters<typeof work>[2][]> = {
  pendiente: [],
  'en-preparacion': [['avanzar']],
  'en-camino': [['avanzar'], ['avanzar']],
  entregado: [['avanzar'], ['mover', { estado: 'entregado' }]],
  cancelado: [['avanzar'], ['cancelar', { motivo: 'No atiende' }]],
};

/** A ticket of a customer who is like no other. */
async function ticketIn(estado: State, driver: Client | null) {
  const secret = `Cliente-${crypto.randomUUID()}`;
  const ticketId = await newTicket(url, { cliente_nombre: secret, cliente_direccion: secret });
  if (driver) await work(url, ticketId, ['asignar', { repartidor_id: driver.person.id }]);
  await work(url, ticketId, ...way[estado]);
  return { ticketId, secret, driver, estado };
}

const tickets = [
  ...[await ticketIn('pendiente', null), await ticketIn('en-preparacion', null)],
  ...[await ticketIn('entregado', null), await ticketIn('cancelado', null)],
];
for (const estado of ['pendiente', 'en-preparacion', 'en-camino', 'entregado', 'cancelado'] as const) {
  tickets.push(await ticketIn(estado, rosa), await ticketIn(estado, leo));
}
// A move of her own, which she did not make on the page that is looked at.
const herOwn = await ticketIn('en-camino', rosa);
await rosa.command(herOwn.ticketId, { cmd_id: crypto.randomUUID(), version: 4, accion: 'avanzar' });
tickets.push({ ...herOwn, estado: 'entregado' });

const open = (client: Client) => openBoard(browser, { url, client });
const personOf = async (client: Client): Promise<Person> => (await client.get('/api/sesion')).body.operador;

/** Controls that only show something. */
const looks = ['mas', 'historial', 'imprimir'];

/** Each control that a client's page shows although the service would refuse what it asks. */
async function refusable(client: Client, board: BoardPage): Promise<string[]> {
  const person = await personOf(client);
  const found: string[] = [];
  for (const [ticketId, { face, menu }] of await offeredControls(board)) {
    const now = await ticketNow(url, ticketId);
    for (const control of [...face, ...menu].filter((name) => !looks.includes(name))) {
      const refusal = wouldBeRefused(control, { ...now, person, drivers });
      if (refusal) found.push(`${control} of ${now.ticket.estado}: ${refusal}`);
    }
    if (menu.includes('historial')) {
      expect((await client.get(`/api/tickets/${ticketId}/historial`)).status).toBe(200);
    }
    if (menu.includes('imprimir')) {
      const sheet = { id: crypto.randomUUID(), dispositivo: 'prueba', automatica: false };
      expect((await client.call('POST', `/api/tickets/${ticketId}/impresiones`, sheet)).status).toBe(200);
    }
  }
  return found;
}

it.concurrent('offers an operator everything that may be done to a ticket, and nothing else', async () => {
  const operator = await memberOf(admin, 'operador', 'Olga');
  await using board = await open(operator);
  await board.untilShows((await operator.get('/api/tablero')).body);
  expect(await refusable(operator, board)).toEqual([]);
  const offered = await offeredControls(board);
  expect(offered.size).toBe(tickets.length);
  const usual = ['anotar', 'asignar', 'cancelar', 'historial', 'imprimir', 'priorizar'];
  const wanted: Record<State, { face: string[]; menu: string[] }> = {
    pendiente: { face: ['avanzar', 'marcar_item', 'mas'], menu: usual },
    'en-preparacion': {
      face: ['avanzar', 'marcar_item', 'mas'],
      menu: [...usual, 'deshacer', 'retirar'].toSorted(),
    },
    'en-camino': {
      face: ['avanzar', 'marcar_item', 'mas'],
      menu: [...usual, 'deshacer', 'devolver'].toSorted(),
    },
    entregado: { face: ['mas'], menu: ['deshacer', 'historial', 'imprimir'] },
    cancelado: { face: ['mas'], menu: ['deshacer', 'historial', 'imprimir'] },
  };
  for (const { ticketId, estado, driver } of tickets) {
    const isNew = estado === 'pendiente' && !driver;
    const face = isNew ? [...wanted[estado].face, 'reconocer'] : wanted[estado].face;
    expect([estado, offered.get(ticketId)]).toEqual([estado, { ...wanted[estado], face }]);
  }
});

it.concurrent('offers a driver the steps of their own deliveries and nothing else', async () => {
  await using board = await open(rosa);
  await board.untilShows((await rosa.get('/api/tablero')).body);
  expect(await refusable(rosa, board)).toEqual([]);
  const offered = await offeredControls(board);
  const hers = tickets.filter(({ driver }) => driver === rosa);
  expect([...offered.keys()].toSorted()).toEqual(hers.map(({ ticketId }) => ticketId).toSorted());
  const onTheWay = hers.find(({ estado }) => estado === 'en-camino');
  expect(offered.get(onTheWay?.ticketId ?? 0)).toEqual({
    face: ['avanzar', 'devolver', 'marcar_item', 'mas'],
    menu: ['cancelar', 'devolver', 'historial', 'imprimir'],
  });
});

it.concurrent('offers nothing at all to a read-only person', async () => {
  const client = await memberOf(admin, 'lectura', 'Vera');
  await using board = await open(client);
  await board.untilShows((await client.get('/api/tablero')).body);
  expect(await board.page.locator('[data-ticket-id]').count()).toBe(tickets.length);
  expect(await board.page.locator('[data-ticket-id] :is([data-accion], input)').count()).toBe(0);
});

it.concurrent('shows a TV every open order, and no control on the whole page', async () => {
  const client = await tvOf(admin);
  await using board = await open(client);
  const { tickets: all, ...rest }: Snapshot = (await client.get('/api/tablero')).body;
  await board.untilShows({ ...rest, tickets: all.filter(({ estado }) => isOpen(estado)) });
  expect(await board.page.locator('button, a, input, select, textarea, [tabindex]').count()).toBe(0);
});
