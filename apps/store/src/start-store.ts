import { createRelay, createSqliteQueue } from '@relevo/outbox';
import { addRelayMetrics } from '@relevo/outbox/metrics';
import {
  type Clock,
  createLifecycle,
  createMetrics,
  createRateLimits,
  type Logger,
  resolveApiKeys,
  serve,
  startLine,
  systemClock,
  version,
} from '@relevo/service-kit';
import { createTicketsClient } from '@relevo/tickets-client/one-attempt';
import { createApp } from './app.ts';
import { createConfirmations } from './confirmations/confirmation.ts';
import { openDb } from './db/open-db.ts';
import { createDeliverOrder } from './orders/checkout.ts';
import { createOrderRepository } from './orders/order-repository.ts';
import type { Settings } from './settings.ts';

/** Starts the store service. Disposing of the result stops its parts in reverse order. */
export async function startStore(
  settings: Settings,
  { log, clock = systemClock, dataDir = 'data' }: { log: Logger; clock?: Clock; dataDir?: string },
) {
  const { production, http, limits: rates, relayApiKey, ticketsUrl } = settings;
  const keys = resolveApiKeys({ value: relayApiKey, production, devFile: `${dataDir}/relay-api-key` });
  await using opened = new AsyncDisposableStack();
  const db = opened.use(await openDb(settings.db.url));
  const orders = createOrderRepository(db);
  const confirmations = createConfirmations(db);
  const queue = createSqliteQueue(db);
  const client = opened.use(
    createTicketsClient({
      url: ticketsUrl,
      apiKey: keys.send,
      timeoutMs: settings.relay.timeoutMs,
      userAgent: `relevo-store/${version}`,
      maxSockets: settings.relay.concurrency,
    }),
  );
  const deliver = createDeliverOrder(client, clock.now);
  const relay = opened.use(
    createRelay(
      { queue, deliver, clock, random: Math.random, log },
      { concurrency: settings.relay.concurrency, attemptLimitMs: settings.relay.timeoutMs * 2 },
    ),
  );
  const lifecycle = createLifecycle();
  const metrics = createMetrics({ processMetrics: true });
  addRelayMetrics(metrics, { queue, relay, clock });

  const app = createApp({
    service: { settings, version, clock, log, lifecycle, metrics, probe: db.probe },
    access: { keys, limits: createRateLimits(rates) },
    orders,
    confirmations,
    deliveries: { queue, relay },
  });
  const onDrain = () => relay[Symbol.asyncDispose]();
  const server = opened.use(await serve(app, { ...http, log, lifecycle, onDrain }));
  startLine(log, { version, url: server.url, databaseUrl: settings.db.url, ticketsUrl });
  const running = opened.move();
  return { url: server.url, [Symbol.asyncDispose]: () => running.disposeAsync() };
}
