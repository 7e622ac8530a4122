import type { CDPSession, Page } from 'playwright-core';
import { launchBrowser } from '../../test/support/browser.ts';
import { post } from '../../test/support/http.ts';
import { anOrder } from '../../test/support/orders.ts';
import { ticketsForTest } from '../../test/support/services.ts';
import { aCommand } from '../../test/support/work.ts';
import { buildBoard } from '../build-board.ts';

const orders = 500;
const slowdown = 4;
const eventsPerSecond = 20;
const seconds = 15;
const searches = ['pizza', 'nunez 4', '11-5555', 'corrientes 12'];

type Figures = { longest: number; keys: number[] };

/**
 * A crowded board on a slow device: 500 open orders, 20 events a second and a processor slowed down four times. While
 * somebody types in the search: the longest task that blocked the page, and from a key to the frame that shows what
 * it finds, in milliseconds.
 */
export async function measureCrowd(): Promise<string> {
  await buildBoard();
  await using tickets = await ticketsForTest();
  await using browser = await launchBrowser();
  const { url } = tickets;
  for (let from = 0; from < orders; from += 100) {
    const some = Array.from({ length: 100 }, (_, at) => anOrder(`MULTITUD-${from + at}`, details(from + at)));
    await post(`${url}/api/tickets/lote`, { tickets: some });
  }
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
  const cdp = await page.context().newCDPSession(page);
  await throttle(cdp, slowdown);
  await page.goto(await tickets.signInLink());
  await page.locator('[data-conexion="en-vivo"]').waitFor({ timeout: 60_000 });
  await page.waitForFunction(`document.querySelectorAll('[data-ticket-id]').length === ${orders}`);
  await page.locator('[data-accion="preparar"]').click();
  await page.locator('[data-panel="preparar"]').waitFor();

  await page.evaluate(watchTasks);
  const ended = new AbortController();
  const events = makeEvents(url, ended.signal);
  const until = Date.now() + seconds * 1_000;
  for (let nth = 0; Date.now() < until; nth += 1) {
    const text = searches[nth % searches.length] ?? '';
    for (const key of text) await press(page, key);
    for (const _key of text) await press(page, 'Backspace');
  }
  ended.abort();
  const made = await events;
  const { longest, keys } = await page.evaluate<Figures>('window.relevoFigures');
  const sorted = keys.toSorted((a, b) => a - b);
  const at = (share: number) =>
    Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
  return [
    `${orders} open orders, ${made} events in ${seconds} s, processor slowed down ${slowdown} times:`,
    `longest task ${Math.round(longest)} ms;`,
    `key to paint over ${keys.length} keys: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, max ${at(1)} ms`,
  ].join(' ');
}

const customers = ['José Núñez', 'Ana Gómez', 'Luz Díaz', 'Íñigo Paz', 'Marta Sosa'];
const dishes = ['Pizza muzza', 'Empanada de carne', 'Fainá', 'Milanesa napolitana', 'Flan casero'];

function details(nth: number) {
  const one = (at: number) => ({ nombre: dishes[(nth + at) % dishes.length], cantidad: 1 + at, precio: 900 });
  return {
    cliente_nombre: customers[nth % customers.length],
    cliente_direccion: `Av. Corrientes ${1000 + nth}`,
    productos: [one(0), one(1), one(2)],
  };
}

function throttle(cdp: CDPSession, rate: number) {
  return cdp.send('Emulation.setCPUThrottlingRate', { rate });
}

// It runs in the page, whose policy allows no function made of text.
const watchTasks = `(() => {
  window.relevoFigures = { longest: 0, keys: [] };
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries())
      window.relevoFigures.longest = Math.max(window.relevoFigures.longest, duration);
  }).observe({ type: 'longtask' });
  document.getElementById('buscar').addEventListener('input', () => {
    const from = performance.now();
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => window.relevoFigures.keys.push(performance.now() - from);
      channel.port2.postMessage(null);
    });
  }, { capture: true });
})()`;

async function press(page: Page, key: string): Promise<void> {
  await page.locator('#buscar').press(key);
}

/** Ticks items off, ticket after ticket, evenly over the time. @returns how many were ticked */
async function makeEvents(url: string, signal: AbortSignal): Promise<number> {
  const began = Date.now();
  let made = 0;
  while (!signal.aborted) {
    const due = Math.floor(((Date.now() - began) / 1_000) * eventsPerSecond);
    const wanted = Array.from({ length: Math.max(0, due - made) }, (_, at) => made + at);
    await Promise.all(wanted.map((nth) => tick(url, nth)));
    made += wanted.length;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return made;
}

async function tick(url: string, nth: number): Promise<void> {
  const ticketId = 1 + (nth % orders);
  const more = { indice: 0, hecho: Math.floor(nth / orders) % 2 === 0 };
  const command = aCommand('marcar_item', 1 + Math.floor(nth / orders), more);
  const { status } = await post(`${url}/api/tickets/${ticketId}/comandos`, command);
  if (status !== 200) throw new Error(`no event: ${status}`);
}
