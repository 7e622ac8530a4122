import type { IncomingMessage } from 'node:http';
import { fileURLToPath } from 'node:url';
import {
  type ApiKeys,
  answerOtherMethods,
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
import { diagnosisRoute, legacyHealthRoute } from './diagnosis/service-routes.ts';
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
    clock: { now(): number };
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
  summary: { orders: OrderReader; lateLimits: () => LateLimits };
  shopSettings: ShopSettingsRepository;
  audit: Audit;
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
  const throttle = createSignInThrottle({ perAddress: settings.limits.perIp, now: clock.now });
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
      ...keyRoutes(
        { table: keyTable, watch: keyWatch, clock },
        { admin, relay: requireApiKey(keys, limits, 'relevar') },
      ),
      diagnosisRoute({ settings, version, clock }, reads),
      legacyHealthRoute({ tickets: reading.tickets, probe: database, version, clock }),
    ],
    mount: mountBoard,
  });
}

const boardFiles = fileURLToPath(new URL('../../board/dist/', import.meta.url));

/** Addresses that the page itself routes. */
const pages = [
  '/',
  '/entrar',
  '/tv',
  '/cerrados',
  '/hoy',
  '/conexion',
  '/cuenta',
  '/personas',
  '/claves',
  '/auditoria',
];

/**
 * Serves the board as the build left it, compressed. Files with a hash in their names never change and are cached for
 * good; the page itself is requested anew each time.
 */
function mountBoard(app: Express): void {
  const files = sirv(boardFiles, {
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
  app.get(pages, (request, response, next) => {
    request.url = '/index.html';
    files(request, response, next);
  });
  app.all(pages, answerOtherMethods(['get']));
}
