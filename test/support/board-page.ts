import type { Snapshot } from '@relevo/contract';
import type { Client } from '@relevo/testkit/people';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';

/** The board's page in a browser of its own. */
export type BoardPage = AsyncDisposable & {
  page: Page;
  context: BrowserContext;
  /** What went wrong in the page's own code. */
  errors: string[];
  /** How often it was loaded. */
  loads(): number;
  /** Every message over its WebSockets, and every answer to a request of its own. */
  heard: string[];
  sent: string[];
  /** How often it asked for the whole board: once on its way in, then only when it has found itself wrong. */
  snapshotsAsked(): number;
  /** Waits until the sign of the connection says so. */
  sign(kind: string, timeoutMs?: number): Promise<void>;
  card(ticketId: number): ReturnType<Page['locator']>;
  control(ticketId: number, accion: string): ReturnType<Page['locator']>;
  /** Waits until its cards are exactly these tickets in these states. @returns how many ms that took */
  untilShows(snapshot: Snapshot, timeoutMs?: number): Promise<number>;
};

type Way = {
  url: string;
  client?: Client;
  link?: string;
  /** The size of its window, whether it has a touch screen, and the like. */
  device?: BrowserContextOptions;
  /** Runs in the page before the page's own code, at each load. */
  before?: string;
  /** Before the page is asked for. */
  prepare?: (context: BrowserContext) => Promise<void>;
};

/** Opens the board as the client who is signed in, or by a link, and waits until it is live. */
export async function openBoard(
  browser: Browser,
  { url, client, link = '/', device, before, prepare }: Way,
): Promise<BoardPage> {
  // Without its animations, which would be painted again and again on a machine that has better things to do.
  // And without the service worker, past which a test's own routes do not reach.
  const context = await browser.newContext({
    ...{ reducedMotion: 'reduce', locale: 'es-AR', serviceWorkers: 'block' },
    ...device,
  });
  if (client) await context.addCookies([cookieOf(client, url)]);
  // A test's admin has come by a link, and is not asked for a password on each page.
  await context.addInitScript("try { sessionStorage.setItem('relevo:clave-luego', '1'); } catch {}");
  if (before) await context.addInitScript(before);
  await prepare?.(context);
  const page = await context.newPage();
  const errors: string[] = [];
  const heard: string[] = [];
  const sent: string[] = [];
  let loads = 0;
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('load', () => {
    loads += 1;
  });
  page.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => heard.push(String(payload)));
    socket.on('framesent', ({ payload }) => sent.push(String(payload)));
  });
  page.on('response', async (response) => {
    // One whose page has gone has no text any more.
    if (response.url().includes('/api/')) heard.push(await response.text().catch(() => ''));
  });
  const sign: BoardPage['sign'] = (kind, timeout) =>
    page.locator(`[data-conexion="${kind}"]`).waitFor({ timeout });
  const card = (ticketId: number) => page.locator(`[data-ticket-id="${ticketId}"]`);

  await page.goto(new URL(link, url).href);
  await sign('live');
  return {
    ...{ page, context, errors, heard, sent, sign, card },
    loads: () => loads,
    snapshotsAsked: () => sent.filter((text) => /\["suscribir",\{\}\]$/.test(text)).length,
    control: (ticketId, accion) => card(ticketId).locator(`[data-accion="${accion}"]`),
    async untilShows({ tickets }, timeout = 10_000) {
      const wanted = tickets
        .map(({ ticket_id, numero, estado }) => `${ticket_id} ${numero} ${estado}`)
        .toSorted();
      const { took, shown } = await page.evaluate<Look>(lookFor(wanted.join(), timeout));
      if (took === null) throw new Error(`not within ${timeout} ms: ${wanted} wanted, ${shown} shown`);
      return Math.round(took);
    },
    [Symbol.asyncDispose]: () => context.close(),
  };
}

type Look = { took: number | null; shown: string };

/** Looks at each frame that is painted. It runs in the page, whose policy allows no function made of text. */
const lookFor = (wanted: string, timeoutMs: number) => `new Promise((resolve) => {
  const from = performance.now();
  const look = () => {
    const shown = [...document.querySelectorAll('[data-ticket-id]')]
      .map(({ dataset }) => [dataset.ticketId, dataset.numero, dataset.estado].join(' ')).sort().join();
    const took = performance.now() - from;
    if (shown === ${JSON.stringify(wanted)}) resolve({ took, shown });
    else if (took > ${timeoutMs}) resolve({ took: null, shown });
    else requestAnimationFrame(look);
  };
  look();
})`;

function cookieOf({ headers }: Client, url: string) {
  const [, name = '', value = ''] = /^([^=]+)=(.*)$/.exec(headers.Cookie ?? '') ?? [];
  return { name, value, url };
}
