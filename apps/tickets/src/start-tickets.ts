import { ticketPaths } from '@relevo/contract';
import { createSqliteQueue } from '@relevo/outbox';
import {
  type Clock,
  createLifecycle,
  createMetrics,
  createRateLimits,
  type Logger,
  resolveApiKeys,
  resolveSecret,
  serve,
  startLine,
  systemClock,
  version,
} from '@relevo/service-kit';
import { createApp } from './app.ts';
import { createBoardSocket } from './board/board-socket.ts';
import { createHub } from './board/hub.ts';
import { createPosition } from './board/position.ts';
import { createSqliteSettingsStore } from './board-settings/settings-store.ts';
import { startConfirming } from './confirming/start-confirming.ts';
import { warnOfLoopback } from './confirming/warn-of-loopback.ts';
import { createAuthenticateSocket } from './people/authenticate-socket.ts';
import { addFirstAdmin } from './people/first-admin.ts';
import { passwords } from './people/passwords.ts';
import { createRevocations, isRevoked } from './people/revocations.ts';
import { createSession } from './people/session.ts';
import { createSessionWatch } from './people/session-watch.ts';
import { createSqlitePeopleStore } from './people/sqlite-people-store.ts';
import { startIndexing } from './search/start-indexing.ts';
import type { Settings } from './settings.ts';
import { openTicketStorage, type TicketStorage } from './store/open-ticket-storage.ts';
import { createSqliteTicketStore } from './store/sqlite-ticket-store.ts';
import { lateLimitsOf } from './summary/late-limits.ts';
import { createOrderReader } from './summary/order-reader.ts';
import { createWork } from './work/work.ts';

type StartOptions = { log: Logger; clock?: Clock; dataDir?: string; storage?: TicketStorage };

/**
 * Starts the ticket service; disposing of what comes back stops it in order.
 * @param options.storage the database of the settings, if it is open already; from now on it is this service's to close
 */
export async function startTickets(
  settings: Settings,
  { log, clock = systemClock, dataDir = 'data', ...given }: StartOptions,
) {
  await using opened = new AsyncDisposableStack();
  const storage = opened.use(given.storage ?? (await openTicketStorage(settings.db.url)));
  const { production, http, limits: rates, relayApiKey } = settings;
  const keys = resolveApiKeys({ value: relayApiKey, production, devFile: `${dataDir}/relay-api-key` });
  const secret = resolveSecret({ value: settings.sessionSecret, devFile: `${dataDir}/session-secret` });
  const store = createSqliteTicketStore(storage);
  const people = createSqlitePeopleStore(storage);
  const boardSettings = createSqliteSettingsStore(storage);
  if (settings.admin) await addFirstAdmin({ people, passwords }, settings.admin, clock.now());
  const hub = opened.use(await createHub({ store, clock, log }));
  const index = (limit: number) => storage.write('indexTickets', { limit });
  const busy = () => storage.stats().waiting > 0 || storage.stats().inHand > 0;
  opened.use(startIndexing({ index, busy, clock, log }));
  const session = createSession(people, { secret, now: clock.now });
  const revocations = createRevocations();
  const lifecycle = createLifecycle();
  const metrics = createMetrics({ processMetrics: true });
  const queue = createSqliteQueue(storage);
  const confirming = opened.use(
    startConfirming({ queue, keys, clock, log, metrics }, { storeUrl: settings.storeUrl }),
  );

  const limits = createRateLimits(rates);
  const probe = storage.probe;
  const onChanged = () => {
    hub.wake();
    confirming.wake();
  };
  const work = createWork({ store, clock, onChanged });
  const app = createApp({
    ...{
      store,
      people,
      boardSettings,
      keys,
      limits,
      session,
      revocations,
      probe,
      clock,
      log,
      lifecycle,
      metrics,
      settings,
      version,
    },
    onNew: hub.wake,
    work,
    recordPrint: (input) => storage.write('recordPrint', input),
    orders: createOrderReader(storage.reader),
    lateLimits: () => lateLimitsOf(boardSettings.now().limites),
  });
  const server = opened.use(
    await serve(app, {
      ...http,
      log,
      lifecycle,
      onDrain: () => confirming[Symbol.asyncDispose](),
      upgradePath: ticketPaths.socket,
      onUpgradeServer(httpServer) {
        const boards = createBoardSocket(
          httpServer,
          {
            ...{ store, work, clock, log },
            position: createPosition(store, clock.now),
            boardSettings: boardSettings.now,
            authenticate: createAuthenticateSocket(keys, session),
          },
          { ...settings.socket, origins: http.corsOrigins },
        );
        hub.subscribe(boards.publish);
        boardSettings.onChanged(boards.announce);
        revocations.onRevoked((revocation) => boards.cut((person) => isRevoked(person, revocation)));
        const watch = createSessionWatch({
          ...{ people, clock, log },
          sessions: boards.people,
          onGone: (gone) => boards.cut((person) => person === gone),
        });
        return async () => {
          await watch[Symbol.asyncDispose]();
          await boards.close();
        };
      },
    }),
  );
  startLine(log, {
    version,
    url: server.url,
    databaseUrl: settings.db.url,
    storeUrl: settings.storeUrl,
  });
  warnOfLoopback(log, settings);
  const running = opened.move();
  return { url: server.url, people, [Symbol.asyncDispose]: () => running.disposeAsync() };
}
