import { post } from '@relevo/testkit/http';
import { anOrder } from '@relevo/testkit/orders';
import { adminOf, memberOf } from '@relevo/testkit/people';
import { ticketsForTest } from '@relevo/testkit/services';
import type { Browser, BrowserContext } from 'playwright-core';
import { launchBrowser } from '../../../test/support/browser.ts';
import { spreadOf } from '../../figures.ts';
import { buildBoard } from '../../start/build-board.ts';

const rounds = 5;

/** Bytes of the answers to a page's requests as they came over the wire, headers counted; of a socket, its messages. */
type Weight = { requests: number; http: number; socket: number };

/**
 * What a first visit costs, with nothing in the browser's cache: the sign-in page until nothing more is asked for, and
 * the board of somebody who is signed in until its first card.
 */
export async function measureWeight(): Promise<string> {
  await buildBoard();
  await using tickets = await ticketsForTest();
  await using browser = await launchBrowser();
  const { url } = tickets;
  const { headers } = await memberOf(await adminOf(tickets), 'operador');
  const [, name = '', value = ''] = /^([^=]+)=(.*)$/.exec(headers.Cookie ?? '') ?? [];
  await post(`${url}/api/tickets`, anOrder('PESO-1'));
  const signIn: Weight[] = [];
  const board: Weight[] = [];
  for (let round = 0; round < rounds; round += 1) {
    signIn.push(await weigh(browser, url, { until: 'form' }));
    board.push(
      await weigh(browser, url, {
        until: '[data-numero="PESO-1"]',
        prepare: (context) => context.addCookies([{ name, value, url }]),
      }),
    );
  }
  return [`sign-in page: ${tell(signIn)}`, `board until its first card: ${tell(board)}`].join('\n');
}

async function weigh(
  browser: Browser,
  url: string,
  { until, prepare }: { until: string; prepare?: (context: BrowserContext) => Promise<void> },
): Promise<Weight> {
  // A new context has an empty cache.
  await using context = await browser.newContext({ locale: 'es-AR' });
  await prepare?.(context);
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  const weight: Weight = { requests: 0, http: 0, socket: 0 };
  devtools.on('Network.loadingFinished', ({ encodedDataLength }) => {
    weight.requests += 1;
    weight.http += encodedDataLength;
  });
  devtools.on('Network.webSocketFrameReceived', ({ response }) => {
    weight.socket += Buffer.byteLength(response.payloadData);
  });
  await devtools.send('Network.enable');
  await page.goto(url, { waitUntil: prepare ? 'commit' : 'networkidle' });
  await page.locator(until).first().waitFor();
  return { ...weight };
}

/** The median of the rounds; 1 kB is 1 000 bytes. */
function tell(weights: readonly Weight[]): string {
  const [requests, http, socket] = (['requests', 'http', 'socket'] as const).map(
    (key) => spreadOf(weights.map((one) => one[key])).median,
  ) as [number, number, number];
  const ofSocket = socket > 0 ? `, and ${kB(socket)} over its socket` : '';
  return `${kB(http)} in ${requests} answers, headers counted${ofSocket}`;
}

const kB = (bytes: number) => `${(bytes / 1_000).toFixed(1)} kB`;
