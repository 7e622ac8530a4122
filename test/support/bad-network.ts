import type { Snapshot } from '@relevo/contract';
import { adminOf, memberOf } from '@relevo/testkit/people';
import { frameProxy } from '@relevo/testkit/proxies';
import { ticketsForTest } from '@relevo/testkit/services';
import type { Browser } from 'playwright-core';
import { openBoard } from './board-page.ts';

/**
 * A ticket service, a bad network before it, and an operator's page on the other side. The admin and `snapshot`
 * reach the service by a good one.
 */
export async function boardOverBadNetwork(browser: Browser) {
  await using opened = new AsyncDisposableStack();
  const service = opened.use(await ticketsForTest());
  const proxy = opened.use(await frameProxy(service.url));
  const admin = await adminOf(service);
  const operator = await memberOf(admin, 'operador', 'Olga');
  const board = opened.use(await openBoard(browser, { url: proxy.url, client: operator }));
  const running = opened.move();
  return {
    ...{ url: service.url, proxy, admin, operator, board },
    snapshot: async (): Promise<Snapshot> => (await operator.get('/api/tablero')).body,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
