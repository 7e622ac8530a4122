import type { Server as HttpServer } from 'node:http';
import { ticketPaths } from '@relevo/contract';
import { createSqliteQueue } from '@relevo/outbox';
import {
  type Clock,
  closeToOthers,
  createLifecycle,
  createMetrics,
  createRateLimits,
  keptSecret,
  type Logger,
  resolveApiKeys,
  serve,
  serveMetrics,
  startExpiry,
  startLine,
  startRetention,
  systemClock,
  version,
} from '@relevo/service-kit';
import { createOwnSessions } from './account/own-sessions.ts';
import { openSecondFactors } from './account/second-factor.ts';
import { createApp } from './app.ts';
import { openAudit } from './audit/audit-log.ts';
import { startConfirmationRelay, warnOfLoopback } from './confirmations/confirmation-relay.ts';
import { openTicketStorage, type TicketStorage } from './db/database.ts';
import { openStores } from './diagnosis/stores.ts';
import { createEventLog } from './event-log/event-log.ts';
import { createTicketRepository } from './history/ticket-repository.ts';
import { createIntake } from './intake/intake.ts';
import { createKeyRepository } from './keys/key-repository.ts';
import { startKeyWatch } from './keys/key-watch.ts';
import { createBoardSocket } from './live/board-socket.ts';
import { createHub } from './live/hub.ts';
import { createPosition } from './live/position.ts';
import { createSocketAccess } from './people/access.ts';
import { createKnownDevices } from './people/known-devices.ts';
import { passwords } from './people/passwords.ts';
import { createPeopleRepository } from './people/people-repository.ts';
import { createRevocations, createSessionWatch, isRevoked } from './people/revocations.ts';
import { createSession, createSessionNames } from './people/session.ts';
import { addFirstAdmin } from './people/sign-in-links.ts';
import { startIndexer } from './search/indexer.ts';
import { createShopSettings } from './settings/shop-settings.ts';
import type { Settings } from './settings.ts';
import { lateLimitsOf } from './summary/order-history.ts';
import { createOrderReader } from './summary/order-reader.ts';
import { createWork } from './work/work.ts';

type StartOptions = { log: Logger; clock?: Clock; dataDir?: string; storage?: TicketStorage };

/**
 * Starts the ticket service. Disposing of the result stops it in order.
 * @param options.storage the database of the settings, if it is open already; the service closes it from now on
 */
export async function startTickets(settings: Settings, options: StartOptions) {
  await using opened = new AsyncDisposableStack();
  const { log } = options;
  const { app, people, serving } = opened.use(await openTickets(settings, options));
  const server = opened.use(await serve(app, { ...settings.http, ...serving, log }));
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

/** Opens all of the service but its port: what answers requests (`app`), and what a server needs to serve it. */
export async function openTickets(
  settings: Settings,
  { log, clock = systemClock, dataDir = 'data', ...given }: StartOptions,
) {
  await using opened = new AsyncDisposableStack();
  const storage = opened.use(given.storage ?? (await openTicketStorage(settings.db.url)));
  closeToOthers(log, { databaseUrl: settings.db.url, dataDir });
  const { production, http, limits: rates, relayApiKey } = settings;
  const keyFile = { value: relayApiKey, production, devFile: `${dataDir}/relay-api-key` };
  const keys = resolveApiKeys({ ...keyFile, now: clock.now });
  const keyTable = createKeyRepository(storage);
  const keyWatch = opened.use(startKeyWatch({ keys, table: keyTable, clock, log }));
  const secrets = settings.sessionSecrets ?? [keptSecret(`${dataDir}/session-secret`)];
  const tickets = createTicketRepository(storage, clock);
  const eventLog = createEventLog(storage);
  const people = createPeopleRepository(storage);
  const shopSettings = createShopSettings(storage, settings.shop);
  if (settings.admin) await addFirstAdmin({ people, passwords }, settings.admin, clock.now());
  const hub = opened.use(await createHub({ eventLog, clock, log }));
  const index = async (limit: number) =>
    (await storage.write('indexTickets', { limit })) || storage.write('foldTickets', { limit });
  const busy = () => storage.stats().waiting > 0 || storage.stats().inHand > 0;
  opened.use(startIndexer({ index, busy, clock, log }));
  const audit = opened.use(openAudit(storage, { clock, log, secret: secrets[0] ?? '' }));
  const stores = opened.use(openStores({ storage, clock, log }));
  const session = createSession(people, { secrets, now: clock.now });
  const devices = createKnownDevices(secrets);
  const sessionNames = createSessionNames(secrets);
  const secondFactors = await openSecondFactors(storage, { secrets, log });
  const revocations = createRevocations();
  const limits = createRateLimits(rates);
  const lifecycle = createLifecycle();
  const metrics = createMetrics({ processMetrics: true });
  if (settings.metrics) opened.use(await serveMetrics(metrics, settings.metrics));
  const expire = (due: { before: number; now: number; limit: number }) => storage.write('expireTickets', due);
  opened.use(startExpiry({ expire: (now) => storage.write('forgetSessions', { now }), clock, log }));
  opened.use(startRetention({ expire, busy, clock, log, metrics }, { days: settings.retentionDays }));
  const queue = createSqliteQueue(storage);
  const confirmations = opened.use(
    startConfirmationRelay(
      { queue, sourceOf: tickets.sourceOf, keys, clock, log, metrics },
      { storeUrl: settings.storeUrl },
    ),
  );

  const intake = createIntake({
    accept: (incoming) => storage.write('accept', incoming),
    clock,
    onNew: hub.wake,
  });
  const work = createWork({
    run: (input) => storage.write('command', input),
    clock,
    onChanged() {
      hub.wake();
      confirmations.wake();
    },
  });
  const app = createApp({
    service: { settings, version, clock, log, lifecycle, metrics, probe: storage.probe },
    access: {
      keys,
      keyTable,
      keyWatch,
      limits,
      session,
      // A device whose people have signed in here does not share the budget of strangers at its address.
      sessionName: (request) => sessionNames(request) ?? devices.nameOf(request),
      people,
      revocations,
      devices,
      own: createOwnSessions(storage),
      secondFactors,
    },
    intake,
    work,
    reading: { tickets, eventLog },
    printing: { recordPrint: (input) => storage.write('recordPrint', input) },
    summary: {
      orders: createOrderReader(storage.reader),
      lateLimits: () => lateLimitsOf(shopSettings.now().limites),
      dayEndsAt: settings.shop.dayEndsAt,
    },
    shopSettings,
    audit,
    stores,
  });

  function serveBoards(httpServer: HttpServer) {
    const boards = createBoardSocket(
      httpServer,
      {
        eventLog,
        work,
        position: createPosition(eventLog, clock.now, stores.states),
        shopSettings: shopSettings.now,
        access: { ...createSocketAccess(keys, session), app, refused: limits.perIp },
        clock,
        log,
      },
      { ...settings.socket, origins: http.corsOrigins, trustProxy: http.trustProxy },
    );
    hub.subscribe(boards.publish, boards.wants);
    shopSettings.onChanged(boards.announce);
    stores.onChanged(boards.hurry);
    keyWatch.onLooked(() => boards.cut(({ key }) => key !== undefined && !keys.isLive(key)));
    revocations.onRevoked((revocation) => boards.cut((person) => isRevoked(person, revocation)));
    const watch = createSessionWatch({
      people,
      clock,
      log,
      sessions: boards.people,
      onGone: (gone) => boards.cut((person) => person === gone),
    });
    return async () => {
      await watch[Symbol.asyncDispose]();
      await boards.close();
    };
  }

  const serving = {
    lifecycle,
    onDrain: () => confirmations[Symbol.asyncDispose](),
    upgrades: { path: ticketPaths.socket, attach: serveBoards },
  };
  const open = opened.move();
  return { app, people, serving, [Symbol.asyncDispose]: () => open.disposeAsync() };
}
