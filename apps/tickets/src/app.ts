import {
  type ApiKeys,
  createHttpApp,
  type Lifecycle,
  type Logger,
  type Metrics,
  type RateLimits,
  requireApiKey,
} from '@relevo/service-kit';
import type { RequestHandler } from 'express';
import { settingsRoutes } from './board-settings/settings-routes.ts';
import type { SettingsStore } from './board-settings/settings-store.ts';
import { diagnosisRoute } from './diagnosis/diagnosis-route.ts';
import { createIntake } from './intake/intake.ts';
import { intakeRoutes } from './intake/intake-routes.ts';
import { mountBoard } from './mount-board.ts';
import { onlyOwnPages } from './people/own-pages.ts';
import { peopleRoutes } from './people/people-routes.ts';
import type { PeopleStore } from './people/people-store.ts';
import { requireReader } from './people/require-reader.ts';
import type { Revocations } from './people/revocations.ts';
import { printRoute } from './printing/print-route.ts';
import type { PrintInput, PrintOutcome } from './printing/record-print.ts';
import { boardTotalsRoute } from './reading/board-totals-route.ts';
import { legacyHealthRoute } from './reading/legacy-health-route.ts';
import { readingRoutes } from './reading/reading-routes.ts';
import type { Settings } from './settings.ts';
import type { TicketStore } from './store/ticket-store.ts';
import type { LateLimits } from './summary/judge-late.ts';
import type { OrderReader } from './summary/order-reader.ts';
import { summaryRoutes } from './summary/summary-routes.ts';
import { testOrderRoute } from './test-order/test-order-route.ts';
import { commandRoute, type Work } from './work/work.ts';

export type AppDeps = {
  store: TicketStore;
  people: PeopleStore;
  boardSettings: SettingsStore;
  keys: ApiKeys;
  limits: RateLimits;
  session: RequestHandler;
  revocations: Pick<Revocations, 'revoke'>;
  /** Called when a ticket was added to the log. */
  onNew: () => void;
  work: Work;
  recordPrint: (input: PrintInput) => Promise<PrintOutcome>;
  orders: OrderReader;
  lateLimits: () => LateLimits;
  probe: () => Promise<void>;
  clock: { now(): number };
  log: Logger;
  lifecycle: Lifecycle;
  metrics: Metrics;
  settings: Settings;
  version: string;
};

/** The ticket service's HTTP side: every endpoint stands in this list. */
export function createApp(deps: AppDeps) {
  const { store, people, limits, revocations, clock, version, settings } = deps;
  const key = requireApiKey(deps.keys, limits);
  const session = onlyOwnPages(deps.session, settings.http.corsOrigins);
  const reader = requireReader({ key, session });
  const intake = createIntake({ store, clock, onNew: deps.onNew });
  const signInLimits = { countFailure: limits.perIp.take, triesPerAddress: settings.limits.perIp };
  return createHttpApp({
    service: 'relevo-tickets',
    version,
    log: deps.log,
    settings: settings.http,
    keys: deps.keys,
    lifecycle: deps.lifecycle,
    metrics: deps.metrics,
    health: { database: deps.probe },
    routes: [
      ...intakeRoutes(intake, key),
      testOrderRoute(intake, reader),
      commandRoute(deps.work, reader),
      printRoute({ recordPrint: deps.recordPrint, clock }, reader),
      ...readingRoutes({ store, clock }, reader),
      boardTotalsRoute({ store }, reader),
      ...summaryRoutes({ orders: deps.orders, lateLimits: deps.lateLimits, clock }, reader),
      ...settingsRoutes({ settings: deps.boardSettings, clock }, reader),
      ...peopleRoutes({ people, revocations, clock, ...signInLimits }, { session, reader }),
      diagnosisRoute({ settings, version, clock }, reader),
      legacyHealthRoute({ store, probe: deps.probe, version, clock }),
    ],
    mount: mountBoard,
  });
}
