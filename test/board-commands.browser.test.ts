import { adminOf, memberOf } from '@relevo/testkit/people';
import { frameProxy, passAll } from '@relevo/testkit/proxies';
import { ticketsForTest } from '@relevo/testkit/services';
import { newTicket, ticketNow, work } from '@relevo/testkit/work';
import { afterAll, expect, it } from 'vitest';
import { boardOverBadNetwork } from './support/bad-network.ts';
import { openBoard } from './support/board-page.ts';
import { launchBrowser } from './support/browser.ts';

const browser = await launchBrowser();
afterAll(() => browser.close());

type Scene = Awaited<ReturnType<typeof boardOverBadNetwork>>;

type Shop = Pick<Scene, 'url' | 'admin'> & Partial<Pick<Scene, 'board'>>;

/**
 * A ticket with a driver: every step forward is a move, so one too many would be one. On the board it has the driver too:
 * a move made before that would come too late, as after a colleague's.
 */
async function readyTicket({ url, admin, board }: Shop): Promise<number> {
  const { person } = await memberOf(admin, 'repartidor', 'Rosa');
  const ticketId = await newTicket(url);
  await work(url, ticketId, ['asignar', { repartidor_id: person.id }]);
  await board?.card(ticketId).filter({ hasText: 'Rosa' }).waitFor();
  return ticketId;
}

async function movesOf(url: string, ticketId: number): Promise<string[]> {
  const { historial } = await ticketNow(url, ticketId);
  return historial.filter(({ accion }) => accion === 'avanzar').map(({ a }) => a ?? '');
}

const commandsIn = (sent: string[]) => sent.filter((text) => text.includes('["comando"'));

/** Waits until the page has an answer to all that was done on this ticket. */
async function settled({ board }: Pick<Scene, 'board'>, ticketId: number, estado: string): Promise<void> {
  const card = board.page.locator(`[data-ticket-id="${ticketId}"][data-estado="${estado}"]`);
  await card
    .filter({ hasNot: board.page.locator('[data-marca]') })
    .waitFor({ state: 'attached', timeout: 25_000 });
}

it.concurrent('makes one move of a double click, and leaves the card that moves under the finger alone', async () => {
  await using scene = await boardOverBadNetwork(browser);
  const [ticketId, next] = [await readyTicket(scene), await readyTicket(scene)];
  await scene.board.control(next, 'avanzar').waitFor();
  await scene.board.control(ticketId, 'avanzar').dblclick();
  await settled(scene, ticketId, 'en-preparacion');
  expect(await movesOf(scene.url, ticketId)).toEqual(['en-preparacion']);
  expect(await movesOf(scene.url, next)).toEqual([]);
  expect(commandsIn(scene.board.sent)).toHaveLength(1);
});

it.concurrent('shows an order’s dialog again after it closes and opens between two draws', async () => {
  await using scene = await boardOverBadNetwork(browser);
  const ticketId = await newTicket(scene.url);
  const more = scene.board.control(ticketId, 'mas');
  await more.click();
  const dialog = scene.board.page.locator('dialog[open]');
  await dialog.waitFor();
  // As quick as nobody is: the dialog has told that it is closed, and nothing has been drawn since.
  await scene.board.page.evaluate(`{
    const shown = document.querySelector('dialog');
    const again = () => document.querySelector('[data-ticket-id="${ticketId}"] [data-accion="mas"]').click();
    shown.addEventListener('close', again, { once: true });
    shown.close();
  }`);
  await scene.board.page.locator('dialog:not([open])').waitFor({ state: 'detached' });
  await dialog.waitFor();
});

it.concurrent('makes one move of Enter held down', async () => {
  await using scene = await boardOverBadNetwork(browser);
  const ticketId = await readyTicket(scene);
  const { board } = scene;
  await board.control(ticketId, 'avanzar').focus();
  // Pressed again without being let go, a key repeats.
  for (let times = 0; times < 10; times += 1) await board.page.keyboard.down('Enter');
  await settled(scene, ticketId, 'en-preparacion');
  for (let times = 0; times < 10; times += 1) await board.page.keyboard.down('Enter');
  await board.page.keyboard.up('Enter');
  expect(await movesOf(scene.url, ticketId)).toEqual(['en-preparacion']);
  expect(commandsIn(board.sent)).toHaveLength(1);
});

it.concurrent('makes one move of a command whose answer is lost three times', async () => {
  await using scene = await boardOverBadNetwork(browser);
  const { url, proxy, board } = scene;
  const ticketId = await readyTicket(scene);
  let lost = 0;
  proxy.rule((message) => {
    if (!/^43\d+\[\{"ok":true/.test(message) || lost === 3) return 'pass';
    lost += 1;
    return 'drop';
  });
  await board.control(ticketId, 'avanzar').click();
  await settled(scene, ticketId, 'en-preparacion');
  expect(lost).toBe(3);
  const ids = commandsIn(board.sent).map((text) => /"cmd_id":"([^"]+)"/.exec(text)?.[1]);
  expect(ids).toHaveLength(4);
  expect(new Set(ids).size).toBe(1);
  expect(await movesOf(url, ticketId)).toEqual(['en-preparacion']);
  expect(await board.page.locator('[data-aviso="conflicto"]').count()).toBe(0);
}, 60_000);

it.concurrent('lets one of two people win who move a ticket at once, and names the winner to the other', async () => {
  await using service = await ticketsForTest();
  await using stack = new AsyncDisposableStack();
  const admin = await adminOf(service);
  const ticketId = await readyTicket({ url: service.url, admin });
  const people = await Promise.all(
    ['Olga', 'Pedro'].map(async (nombre) => {
      const proxy = stack.use(await frameProxy(service.url));
      const client = await memberOf(admin, 'operador', nombre);
      return { nombre, proxy, board: stack.use(await openBoard(browser, { url: proxy.url, client })) };
    }),
  );
  // Neither sees the other's move before they have made their own.
  for (const { proxy } of people) proxy.rule((message) => (message.startsWith('42') ? 'hold' : 'pass'));
  await Promise.all(people.map(({ board }) => board.control(ticketId, 'avanzar').click()));
  const conflicts = people.map(({ board }) => board.page.locator('[data-aviso="conflicto"]'));
  await Promise.any(conflicts.map((conflict) => conflict.waitFor({ timeout: 10_000 })));
  for (const { proxy } of people) proxy.rule(passAll);
  for (const { board } of people) await settled({ board }, ticketId, 'en-preparacion');

  const { historial } = await ticketNow(service.url, ticketId);
  const moves = historial.filter(({ accion }) => accion === 'avanzar');
  expect(moves).toHaveLength(1);
  for (const { nombre, board } of people) {
    const notice = board.page.locator('[data-aviso="conflicto"]');
    if (nombre === moves[0]?.autor) expect(await notice.count()).toBe(0);
    else expect(await notice.innerText()).toContain(moves[0]?.autor);
    expect(board.errors).toEqual([]);
  }
});

it.concurrent('keeps an unsent move through a reload, says so, and sends it after the reconnect', async () => {
  await using scene = await boardOverBadNetwork(browser);
  const { url, proxy, board, snapshot } = scene;
  const ticketId = await readyTicket(scene);
  await board.control(ticketId, 'avanzar').waitFor();
  proxy.refuseSockets();
  await board.sign('offline');
  await board.control(ticketId, 'avanzar').click();
  const unsent = board.page.locator(`[data-ticket-id="${ticketId}"][data-sin-enviar="si"]`);
  await unsent.waitFor();
  expect(await unsent.getAttribute('data-estado')).toBe('en-preparacion');

  await board.page.reload();
  await board.page.locator('[data-pendientes="1"]').waitFor();
  expect(await movesOf(url, ticketId)).toEqual([]);
  proxy.acceptSockets();
  await settled(scene, ticketId, 'en-preparacion');
  await board.sign('live');
  expect(await movesOf(url, ticketId)).toEqual(['en-preparacion']);
  await board.untilShows(await snapshot());
  expect(await board.page.locator('[data-sin-enviar], [data-pendientes]').count()).toBe(0);
});

it.concurrent('refuses a move made offline on a ticket that a colleague cancelled meanwhile', async () => {
  await using scene = await boardOverBadNetwork(browser);
  const { url, admin, board, snapshot } = scene;
  const leo = await memberOf(admin, 'operador', 'Leo');
  const ticketId = await readyTicket(scene);
  await board.control(ticketId, 'avanzar').waitFor();
  await board.context.setOffline(true);
  await board.sign('offline', 15_000);
  await board.control(ticketId, 'avanzar').click();
  await board.page.locator(`[data-ticket-id="${ticketId}"][data-sin-enviar="si"]`).waitFor();

  const { ticket } = await ticketNow(url, ticketId);
  const cancel = { cmd_id: crypto.randomUUID(), version: ticket.version, accion: 'cancelar' };
  expect((await leo.command(ticketId, { ...cancel, motivo: 'No atiende' })).status).toBe(200);
  await board.context.setOffline(false);
  const notice = board.page.locator('[data-aviso="conflicto"]');
  await notice.waitFor();
  expect(await notice.innerText()).toContain('Leo ya lo canceló');
  await settled(scene, ticketId, 'cancelado');
  await board.untilShows(await snapshot());
  const now = await ticketNow(url, ticketId);
  expect(now.ticket).toMatchObject({ estado: 'cancelado', version: ticket.version + 1 });
  expect(await movesOf(url, ticketId)).toEqual([]);
}, 60_000);
