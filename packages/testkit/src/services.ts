import { type Clock, createLogger, type Logger } from '@relevo/service-kit';
import { readSettings as readStoreSettings } from '../../../apps/store/src/settings.ts';
import { openStore, startStore } from '../../../apps/store/src/start-store.ts';
import { makeSignInLink } from '../../../apps/tickets/src/people/sign-in-links.ts';
import { readSettings as readTicketsSettings } from '../../../apps/tickets/src/settings.ts';
import { openTickets, startTickets } from '../../../apps/tickets/src/start-tickets.ts';
import { requestsTo } from './app.ts';
import { apiKey } from './http.ts';
import { tempDir } from './temp-dir.ts';

type Options = {
  /** Folder of the database; one of its own unless given. */
  dir?: string;
  clock?: Clock;
  env?: Record<string, string>;
  /** Takes its lines; they go nowhere otherwise. */
  log?: Logger;
};

const common = { NODE_ENV: 'test', PORT: '0', RELAY_API_KEY: apiKey, LOG_LEVEL: 'silent' };

// A port on which nothing listens: a test that wants a store says where it is.
const nobody = 'http://127.0.0.1:1';

/** The real ticket service in this process, on a free port and a database of its own. */
export async function ticketsForTest({ dir, clock, env = {} }: Options = {}) {
  await using opened = new AsyncDisposableStack();
  const folder = dir ?? opened.use(tempDir()).path;
  const { settings, log } = ticketsSettings(folder, env);
  const service = opened.use(await startTickets(settings, { log, clock, dataDir: folder }));
  const running = opened.move();
  return {
    url: service.url,
    databaseFile: `${folder}/tickets.db`,
    signInLink: () => makeSignInLink(service.people, { url: service.url, now: clock?.now() ?? Date.now() }),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** The same without a port, asked by supertest: for whoever needs its answers and no socket. */
export async function ticketsApp({ dir, clock, env = {}, log }: Options = {}) {
  await using opened = new AsyncDisposableStack();
  const folder = dir ?? opened.use(tempDir()).path;
  const { settings, log: silent } = ticketsSettings(folder, env);
  const service = opened.use(await openTickets(settings, { log: log ?? silent, clock, dataDir: folder }));
  const open = opened.move();
  return {
    ...requestsTo(service.app),
    app: service.app,
    databaseFile: `${folder}/tickets.db`,
    signInLink: () =>
      makeSignInLink(service.people, { url: 'http://127.0.0.1', now: clock?.now() ?? Date.now() }),
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}
export type TicketsApp = Awaited<ReturnType<typeof ticketsApp>>;

function ticketsSettings(folder: string, env: Record<string, string>) {
  const database = { STORE_URL: nobody, DATABASE_URL: `file:${folder}/tickets.db` };
  const settings = readTicketsSettings({ ...common, ...database, ...env });
  return { settings, log: createLogger({ service: 'relevo-tickets', ...settings.log }) };
}

/** The real store service in this process, on a free port and a database of its own. */
export async function storeForTest({ dir, clock, env }: Options & { env: { TICKETS_URL: string } }) {
  await using opened = new AsyncDisposableStack();
  const folder = dir ?? opened.use(tempDir()).path;
  const { settings, log } = storeSettings(folder, env);
  const service = opened.use(await startStore(settings, { log, clock, dataDir: folder }));
  const running = opened.move();
  return {
    url: service.url,
    databaseFile: `${folder}/store.db`,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** The same without a port, asked by supertest. */
export async function storeApp({ dir, clock, env, log }: Options & { env: { TICKETS_URL: string } }) {
  await using opened = new AsyncDisposableStack();
  const folder = dir ?? opened.use(tempDir()).path;
  const { settings, log: silent } = storeSettings(folder, env);
  const service = opened.use(await openStore(settings, { log: log ?? silent, clock, dataDir: folder }));
  const open = opened.move();
  return {
    ...requestsTo(service.app),
    app: service.app,
    databaseFile: `${folder}/store.db`,
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}

function storeSettings(folder: string, env: Record<string, string>) {
  const settings = readStoreSettings({ ...common, DATABASE_URL: `file:${folder}/store.db`, ...env });
  return { settings, log: createLogger({ service: 'relevo-store', ...settings.log }) };
}

/** The service on a folder and, after its first start, always on the same port. */
export async function restartable() {
  await using opened = new AsyncDisposableStack();
  const dir = opened.use(tempDir()).path;
  let port = '0';
  let running: Awaited<ReturnType<typeof ticketsForTest>> | undefined;
  async function start() {
    running = await ticketsForTest({ dir, env: { PORT: port } });
    port = new URL(running.url).port;
  }
  async function stop() {
    await running?.[Symbol.asyncDispose]();
    running = undefined;
  }
  opened.defer(stop);
  await start();
  const stack = opened.move();
  const url = `http://127.0.0.1:${port}`;
  return {
    ...{ url, start, stop, file: `${dir}/tickets.db`, copy: `${dir}/copia.db` },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
export type Restartable = Awaited<ReturnType<typeof restartable>>;

type Service = AsyncDisposable & { url: string };

/** Both real services, each of which knows where the other is. */
export type Pair = AsyncDisposable & {
  tickets: Service;
  storeUrl: string;
  stopStore(): Promise<void>;
  /** On the same port and database as before. */
  startStore(): Promise<void>;
};

/** @param options.clock the ticket service's */
export async function startPair({ clock }: { clock?: Clock } = {}): Promise<Pair> {
  await using opened = new AsyncDisposableStack();
  const dir = opened.use(tempDir()).path;
  // Started once only to learn a free port: the ticket service has to know it before the store can know its own.
  const storeUrl = await (async () => {
    await using store = await storeForTest({ dir, env: { TICKETS_URL: 'http://127.0.0.1:1' } });
    return store.url;
  })();
  const tickets = opened.use(await ticketsForTest({ dir, clock, env: { STORE_URL: storeUrl } }));
  const storeEnv = { TICKETS_URL: tickets.url, PORT: new URL(storeUrl).port };
  let store: Service | undefined;

  async function startStore() {
    store = await storeForTest({ dir, env: storeEnv });
  }
  async function stopStore() {
    await store?.[Symbol.asyncDispose]();
    store = undefined;
  }
  await startStore();
  opened.defer(stopStore);
  const running = opened.move();
  return { tickets, storeUrl, startStore, stopStore, [Symbol.asyncDispose]: () => running.disposeAsync() };
}
