import { type Clock, createLogger } from '@relevo/service-kit';
import { readSettings as readStoreSettings } from '../../apps/store/src/settings.ts';
import { startStore } from '../../apps/store/src/start-store.ts';
import { makeSignInLink } from '../../apps/tickets/src/people/sign-in-link.ts';
import { readSettings as readTicketsSettings } from '../../apps/tickets/src/settings.ts';
import { startTickets } from '../../apps/tickets/src/start-tickets.ts';
import { tempDir } from './temp-dir.ts';

export const apiKey = 'clave-de-prueba-larga-y-segura-1234';

type Options = {
  /** Folder of the database; one of its own unless given. */
  dir?: string;
  clock?: Clock;
  env?: Record<string, string>;
};

const common = { NODE_ENV: 'test', PORT: '0', RELAY_API_KEY: apiKey, LOG_LEVEL: 'silent' };

// A port on which nothing listens: a test that wants a store says where it is.
const nobody = 'http://127.0.0.1:1';

/** The real ticket service in this process, on a free port and a database of its own. */
export async function ticketsForTest({ dir, clock, env = {} }: Options = {}) {
  await using opened = new AsyncDisposableStack();
  const folder = dir ?? opened.use(await tempDir()).path;
  const settings = readTicketsSettings({
    ...common,
    STORE_URL: nobody,
    DATABASE_URL: `file:${folder}/tickets.db`,
    ...env,
  });
  const log = createLogger({ service: 'relevo-tickets', ...settings.log });
  const service = opened.use(await startTickets(settings, { log, clock, dataDir: folder }));
  const running = opened.move();
  return {
    url: service.url,
    databaseFile: `${folder}/tickets.db`,
    signInLink: () => makeSignInLink(service.people, { url: service.url, now: clock?.now() ?? Date.now() }),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** The real store service in this process, on a free port and a database of its own. */
export async function storeForTest({ dir, clock, env }: Options & { env: { TICKETS_URL: string } }) {
  await using opened = new AsyncDisposableStack();
  const folder = dir ?? opened.use(await tempDir()).path;
  const settings = readStoreSettings({ ...common, DATABASE_URL: `file:${folder}/store.db`, ...env });
  const log = createLogger({ service: 'relevo-store', ...settings.log });
  const service = opened.use(await startStore(settings, { log, clock, dataDir: folder }));
  const running = opened.move();
  return {
    url: service.url,
    databaseFile: `${folder}/store.db`,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
