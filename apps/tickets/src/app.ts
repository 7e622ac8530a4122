import { existsSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { boardPages, storePaths } from '@relevo/contract';
import {
  type ApiKeys,
  answerOtherMethods,
  type Clock,
  createHttpApp,
  type Lifecycle,
  type Logger,
  type Metrics,
  onceASecond,
  type RateLimits,
  requireApiKey,
} from '@relevo/service-kit';
import type { Express, RequestHandler } from 'express';
import sirv from 'sirv';
import { accountRoutes } from './account/account-routes.ts';
import type { OwnSessions } from './account/own-sessions.ts';
import type { SecondFactors } from './account/second-factor.ts';
import { secondFactorRoutes } from './account/second-factor-routes.ts';
import type { Audit } from './audit/audit-log.ts';
import { auditRoute } from './audit/audit-route.ts';
import { diagnosisRoute, legacyHealthRoute, storeRoutes } from './diagnosis/service-routes.ts';
import type { Stores } from './diagnosis/stores.ts';
import type { EventLog } from './event-log/event-log.ts';
import type { TicketRepository } from './history/ticket-repository.ts';
import { readingRoutes } from './history/ticket-routes.ts';
import { type Intake, intakeRoutes } from './intake/intake.ts';
import { testOrderRoute } from './intake/test-order.ts';
import type { KeyRepository } from './keys/key-repository.ts';
import { keyRoutes } from './keys/key-routes.ts';
import type { KeyWatch } from './keys/key-watch.ts';
import { boardRoutes } from './live/board-routes.ts';
import { exceptTvs, requireReader, requireRole } from './people/access.ts';
import type { KnownDevices } from './people/known-devices.ts';
import { sameOriginOnly, warnOfProxy } from './people/origin-check.ts';
import { passwords } from './people/passwords.ts';
import type { PeopleRepository } from './people/people-repository.ts';
import { peopleRoutes } from './people/people-routes.ts';
import type { Revocations } from './people/revocations.ts';
import { createSignInThrottle } from './people/sign-in-throttle.ts';
import { printRoute } from './printing/print-route.ts';
import type { PrintInput, PrintOutcome } from './printing/prints.ts';
import { settingsRoutes } from './settings/settings-routes.ts';
import type { ShopSettingsRepository } from './settings/shop-settings.ts';
import type { Settings } from './settings.ts';
import type { LateLimits } from './summary/order-history.ts';
import type { OrderReader } from './summary/order-reader.ts';
import { summaryRoutes } from './summary/summary-routes.ts';
import { commandRoute, type Work } from './work/work.ts';

/** What the HTTP side is made of, by feature. */
type AppDeps = {
  service: {
    settings: Settings;
    version: string;
    clock: Pick<Clock, 'now' | 'monotonic'>;
    log: Logger;
    lifecycle: Lifecycle;
    metrics: Metrics;
    /** Proves that the database takes a write. */
    probe: () => Promise<void>;
  };
  access: {
    keys: ApiKeys;
    keyTable: KeyRepository;
    keyWatch: KeyWatch;
    limits: RateLimits;
    session: RequestHandler;
    /** Tells sessions apart, for their budgets. */
    sessionName: (request: IncomingMessage) => string | undefined;
    people: PeopleRepository;
    revocations: Pick<Revocations, 'revoke'>;
    devices: KnownDevices;
    own: OwnSessions;
    secondFactors: SecondFactors;
  };
  intake: Intake;
  work: Work;
  reading: { tickets: TicketRepository; eventLog: EventLog };
  printing: { recordPrint: (input: PrintInput) => Promise<PrintOutcome> };
  summary: { orders: OrderReader; lateLimits: () => LateLimits; dayEndsAt: number };
  shopSettings: ShopSettingsRepository;
  audit: Audit;
  stores: Stores;
};

/** The ticket service's HTTP side: every endpoint stands in this list. */
export function createApp(deps: AppDeps) {
  const { service, access, intake, reading, audit } = deps;
  const { settings, version, clock, log, lifecycle, metrics, probe } = service;
  const { keys, keyTable, keyWatch, limits } = access;
  const { trustProxy, corsOrigins } = settings.http;
  const session = warnOfProxy(sameOriginOnly(access.session, corsOrigins, log), { trustProxy, log });
  const reader = requireReader({ keys, limits, session });
  const [reads, works] = [reader('tickets:leer'), reader('tickets:trabajar')];
  const database = onceASecond(probe, clock);
  const admin = requireRole(reader(null), 'admin');
  const relay = requireApiKey(keys, limits, 'relevar');
  const throttle = createSignInThrottle({ perAddress: settings.limits.perIp, now: clock.monotonic });
  const { people, revocations, devices, own, secondFactors } = access;
  const signIn = { secondFactor: secondFactors, throttle, clock, countFailure: limits.perIp.take, audit };
  const accounts = { people, passwords, signIn, revocations, devices, clock };
  return createHttpApp({
    service: { name: 'relevo-tickets', version, log, lifecycle, metrics },
    settings: settings.http,
    keys,
    budgets: {
      anonymous: settings.limits.anonymous,
      session: { perMinute: settings.sessionRequestsPerMinute, idOf: access.sessionName },
    },
    metricsAuth: requireApiKey(keys, limits, 'metricas'),
    elsewhere: {
      ...{ name: 'relevo-store', words: 'la tienda', port: 4000 },
      paths: Object.values(storePaths),
    },
    health: { database },
    routes: [
      ...intakeRoutes(intake, requireApiKey(keys, limits, 'tickets:escribir')),
      testOrderRoute(intake, works),
      commandRoute(deps.work, exceptTvs(works)),
      printRoute({ ...deps.printing, clock }, works),
      ...readingRoutes(reading.tickets, exceptTvs(reads)),
      ...boardRoutes({ eventLog: reading.eventLog, clock }, reads),
      ...summaryRoutes({ ...deps.summary, clock, recordExport: audit.record }, reads),
      ...settingsRoutes({ settings: deps.shopSettings, clock }, reader('ajustes')),
      ...peopleRoutes(accounts, { session, reader }),
      ...accountRoutes({ ...accounts, own, secondFactors }, session),
      ...secondFactorRoutes({ ...accounts, secondFactors }, { session, admin }),
      auditRoute(audit, reader(null)),
      ...keyRoutes({ table: keyTable, watch: keyWatch, clock }, { admin, relay }),
      ...storeRoutes({ stores: deps.stores, clock }, { admin, relay }),
      diagnosisRoute({ settings, version, clock }, reads),
      legacyHealthRoute({ tickets: reading.tickets, probe: database, version, clock }),
    ],
    mount: (app) => mountBoard(app, log),
  });
}

const boardFiles = fileURLToPath(new URL('../../board/dist/', import.meta.url));

/**
 * Serves the board as the build left it, compressed. Files with a hash in their names never change and are cached for
 * good; the page itself is requested anew each time.
 */
export function mountBoard(app: Express, log: Pick<Logger, 'error'>, folder = boardFiles): void {
  const isBuilt = () => existsSync(join(folder, 'index.html'));
  if (!isBuilt()) log.error({ folder }, 'THE BOARD IS NOT BUILT, / shows none: npm run build, once');
  const files = sirv(folder, {
    // Reads the folder on each request, so that a new build is served without a restart.
    dev: true,
    extensions: [],
    brotli: true,
    gzip: true,
    etag: true,
    setHeaders: (response, path) =>
      response.setHeader(
        'Cache-Control',
        path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      ),
  });
  // sirv looks at no method.
  app.use((request, response, next) => {
    if (request.method === 'GET' || request.method === 'HEAD') files(request, response, next);
    else next();
  });
  app.get([...boardPages], (request, response) => {
    request.url = '/index.html';
    // It goes on only where there is no such file.
    files(request, response, () => {
      response.status(503).set('Cache-Control', 'no-store').type('html').send(notBuilt);
    });
  });
  app.all([...boardPages], answerOtherMethods(['get']));
}

const notBuilt = `<!doctype html>
<html lang="es">
  <head><meta charset="utf-8" /><meta name="viewport" content="width=device-width" /><title>Relevo</title></head>
  <body>
    <h1>Falta armar el tablero</h1>
    <p>El servicio de tickets anda y recibe pedidos, pero su página no está armada. En la carpeta de Relevo, una vez:</p>
    <pre>npm run build</pre>
    <p>No hace falta reiniciar: después, recargá esta página. «npm start» y la imagen de Docker la arman solos.</p>
    <hr />
    <div lang="en">
      <h1>The board is not built</h1>
      <p>The ticket service runs and takes orders, but its page has not been built. In the folder of Relevo, once:</p>
      <pre>npm run build</pre>
      <p>No restart is needed: reload this page then. “npm start” and the Docker image build it by themselves.</p>
    </div>
  </body>
</html>
`;
