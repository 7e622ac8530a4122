import { writeFileSync } from 'node:fs';
import { closedOnBoardMs } from '@relevo/contract';
import { followBoard } from '@relevo/testkit/follow-board';
import { apiKey } from '@relevo/testkit/http';
import { adminOf, type Client, memberOf } from '@relevo/testkit/people';
import { type FrameProxy, frameProxy } from '@relevo/testkit/proxies';
import { tempDir } from '@relevo/testkit/temp-dir';
import { writeAdminLink } from '../faults/hostile/attack-http.ts';
import { printTrouble, type Service, startService } from '../services.ts';
import { boardCount, type LineName, lines } from './fault-plan.ts';
import { type FaultProxy, faultProxy } from './fault-proxy.ts';

export type SceneBoard = Awaited<ReturnType<typeof followBoard>> & {
  line: FrameProxy;
  /** Under which name its work stands in the history. */
  author: string;
};
export type Services = Record<'store' | 'tickets', Service>;

/** Both services as processes of their own with files of their own, boards, and a line that can fail before each. */
export type Scene = AsyncDisposable & {
  services: Services;
  lines: Record<LineName, FaultProxy>;
  boards: SceneBoard[];
  /** Who signs in with a session: an admin, a driver with a board of their own, and somebody who is sent away. */
  people: { admin: Client; driver: { id: number; nombre: string }; leaver: Client };
  /** The driver's board shares the line of the second board; the other is cut off for long, by `watchRun`. */
  watched: { driver: Pick<SceneBoard, 'engine'>; remote: Pick<SceneBoard, 'engine' | 'line'> };
  /** Sets the clock of a service's machine so many ms ahead of the right time, or back. */
  setClock(service: keyof Services, offsetMs: number): void;
  /**
   * Whether the ticket service's clock was days ahead at some time. A snapshot of that time leaves out what was closed: by that
   * clock, too long ago. It comes back with the next one.
   */
  mayLackClosed(): boolean;
  /** Where the files of both databases are. */
  dir: string;
};

/** The shops that hand in orders, each by a key of its own, which never changes. The boards come in by them too. */
export const shops = { tienda: apiKey, sucursal: 'clave-de-la-sucursal-del-caos-0002' } as const;
export type Shop = keyof typeof shops;

const boardKeys = Object.entries(shops);

/** The keys that both services take: their own first, and those of the shops. */
export const keys = (...own: string[]) => ({
  RELAY_API_KEY: [...own, ...Object.entries(shops).map(([shop, key]) => `${shop}:${key}`)].join(','),
});
export const firstKey = 'clave-de-la-casa-numero-uno-0001';

// So that a line that answers nothing costs seconds and not a quarter of a minute.
const shortWaits = { RELAY_TIMEOUT_MS: '3000', RELAY_WAIT_MS: '300' };

/** The settings under which a service has a clock that can be set, with the file that sets it. */
const clockOf = (file: string) => ({
  NODE_OPTIONS: `--import=${new URL('moved-clock.ts', import.meta.url).href}`,
  CLOCK_FILE: file,
});

/** @param random chance for what the lines do to a request */
export async function setScene(random: () => number): Promise<Scene> {
  await using opened = new AsyncDisposableStack();
  const dir = opened.use(await tempDir()).path;
  const laid = {} as Record<LineName, FaultProxy>;
  for (const name of lines) laid[name] = opened.use(await faultProxy(random));

  const clockFile = (service: keyof Services) => `${dir}/${service}.clock`;
  let wasAhead = false;
  const setClock: Scene['setClock'] = (service, offsetMs) => {
    writeFileSync(clockFile(service), String(offsetMs));
    wasAhead ||= service === 'tickets' && offsetMs > closedOnBoardMs;
  };
  setClock('store', 0);
  setClock('tickets', 0);

  const common = { LOG_LEVEL: 'info', ...keys(firstKey) };
  const tickets = opened.use(
    await startService('tickets', dir, {
      onLine: printTrouble,
      env: { ...common, ...clockOf(clockFile('tickets')), STORE_URL: laid['tickets-store'].url },
    }),
  );
  const store = opened.use(
    await startService('store', dir, {
      onLine: printTrouble,
      env: {
        ...common,
        ...clockOf(clockFile('store')),
        ...shortWaits,
        TICKETS_URL: laid['store-tickets'].url,
      },
    }),
  );
  laid['checkout-store'].aim(store.url);
  laid['tickets-store'].aim(store.url);
  laid['store-tickets'].aim(tickets.url);
  laid.batches.aim(tickets.url);

  const boards: SceneBoard[] = [];
  for (let at = 0; at < boardCount; at++) {
    const line = opened.use(await frameProxy(tickets.url));
    const [author, token] = boardKeys[at % boardKeys.length] as [string, string];
    boards.push({ ...opened.use(await followBoard(line.url, { token })), line, author });
  }
  const signInLink = async () => `${tickets.url}/#${writeAdminLink(`${dir}/tickets.db`)}`;
  const admin = await adminOf({ url: tickets.url, signInLink });
  const [driver, leaver] = [await memberOf(admin, 'repartidor', 'Rosa'), await memberOf(admin, 'operador')];
  const withDriver = (boards[1] ?? boards[0])?.line.url ?? tickets.url;
  const ofDriver = opened.use(await followBoard(withDriver, { headers: driver.headers }));
  const farLine = opened.use(await frameProxy(tickets.url));
  const remote = { ...opened.use(await followBoard(farLine.url)), line: farLine };
  const running = opened.move();
  return {
    services: { store, tickets },
    lines: laid,
    boards,
    people: { admin, driver: { id: driver.person.id ?? 0, nombre: driver.person.nombre }, leaver },
    watched: { driver: ofDriver, remote },
    setClock,
    mayLackClosed: () => wasAhead,
    dir,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
