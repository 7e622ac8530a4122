import { createRelay, createSqliteQueue } from '@relevo/outbox';
import { addRelayMetrics } from '@relevo/outbox/metrics';
import {
  type Clock,
  closeToOthers,
  createLifecycle,
  createMetrics,
  createRateLimits,
  createStandIn,
  defaultCaller,
  type Logger,
  resolveApiKeys,
  serve,
  serveMetrics,
  startLine,
  startRetention,
  systemClock,
  version,
} from '@relevo/service-kit';
import { createTicketsClient } from '@relevo/tickets-client/one-attempt';
import { createApp } from './app.ts';
import { createConfirmations } from './confirmations/confirmation.ts';
import { openDb } from './db/open-db.ts';
import { startStoreSignal } from './deliveries/store-signal.ts';
import { followKeys } from './keys/follow-keys.ts';
import { createKnownKeys } from './keys/known-keys.ts';
import { createDeliverOrder, ticketsTarget } from './orders/checkout.ts';
import { createConflictLog } from './orders/conflicts.ts';
import { createOrderAges } from './orders/order.ts';
import { createOrderRepository } from './orders/order-repository.ts';
import type { Settings } from './settings.ts';

type StartOptions = { log: Logger; clock?: Clock; dataDir?: string };
type OpenOptions = StartOptions & { onNotKept?: (error: unknown) => void };

/** Starts the store service. Disposing of the result stops its parts in reverse order. */
export async function startStore(settings: Settings, options: StartOptions) {
  await using opened = new AsyncDisposableStack();
  const { log } = options;
  const standIn = opened.use(createStandIn({ service: 'relevo-store', version, ...settings.http, log }));
  const { because: onNotKept } = standIn;
  const { app, serving } = opened.use(await openStore(settings, { ...options, onNotKept }));
  await standIn[Symbol.asyncDispose]();
  const server = opened.use(await serve(app, { ...settings.http, ...serving, log }));
  startLine(log, { version, url: server.url, databaseUrl: settings.db.url, ticketsUrl: settings.ticketsUrl });
  const running = opened.move();
  return { url: server.url, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

/** Opens all of the service but its port: what answers requests (`app`), and what a server needs to serve it. */
export async function openStore(
  settings: Settings,
  { log, clock = systemClock, dataDir = 'data', onNotKept }: OpenOptions,
) {
  const { production, limits: rates, relayApiKey, ticketsUrl } = settings;
  const keyFile = { value: relayApiKey, production, devFile: `${dataDir}/relay-api-key` };
  const keys = resolveApiKeys({ ...keyFile, now: clock.now });
  await using opened = new AsyncDisposableStack();
  const db = opened.use(await openDb(settings.db.url, onNotKept));
  closeToOthers(log, { databaseUrl: settings.db.url, dataDir });
  const ages = createOrderAges(clock);
  const orders = createOrderRepository(db, ages);
  const relayCaller = keys.match(keys.send)?.caller ?? defaultCaller;
  await orders.fillFuente(relayCaller);
  const confirmations = createConfirmations(db);
  const queue = createSqliteQueue(db);
  const target = { url: ticketsUrl, apiKey: keys.send, userAgent: `relevo-store/${version}` };
  const { timeoutMs, concurrency: maxSockets } = settings.relay;
  const client = opened.use(createTicketsClient({ ...target, timeoutMs, maxSockets }));
  // Connections of their own: deliveries that hang must neither keep a revoked key alive nor make the store look silent.
  const sideClient = opened.use(createTicketsClient({ ...target, timeoutMs: 2_000, maxSockets: 2 }));
  // By the machine's clock, also where a test stands time still: what the relay waits for is told apart from this.
  const sideClock = { ...clock, sleep: systemClock.sleep };
  const deliver = createDeliverOrder({ client, ages, now: clock.now }, relayCaller);
  const relay = opened.use(
    createRelay(
      { queue, deliver, clock, random: Math.random, log },
      { concurrency: settings.relay.concurrency, attemptLimitMs: settings.relay.timeoutMs * 2 },
    ),
  );
  const follower = opened.use(
    followKeys({
      ...{ client: sideClient, keys, known: createKnownKeys(db), clock: sideClock, log },
      onAnswer: () => relay.heard(ticketsTarget),
    }),
  );
  const signal = opened.use(startStoreSignal({ client: sideClient, queue, clock: sideClock, log }));
  const lifecycle = createLifecycle();
  const metrics = createMetrics({ processMetrics: true });
  if (settings.metrics) opened.use(await serveMetrics(metrics, settings.metrics));
  addRelayMetrics(metrics, { queue, relay, clock });
  const busy = () => db.stats().waiting > 0 || db.stats().inHand > 0;
  const expire = (due: { before: number; now: number; limit: number }) => db.write('expireOrders', due);
  opened.use(startRetention({ expire, busy, clock, log, metrics }, { days: settings.retentionDays }));

  const app = createApp({
    service: { settings, version, clock, log, lifecycle, metrics, probe: db.probe },
    access: { keys, limits: createRateLimits(rates), follower },
    orders,
    conflicts: createConflictLog(db),
    confirmations,
    deliveries: { queue, relay, signal },
  });
  const serving = { lifecycle, onDrain: () => relay[Symbol.asyncDispose]() };
  const open = opened.move();
  return { app, serving, [Symbol.asyncDispose]: () => open.disposeAsync() };
}
