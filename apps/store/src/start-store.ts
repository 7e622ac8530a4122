import { createRelay, createSqliteQueue } from '@relevo/outbox';
import { addRelayMetrics } from '@relevo/outbox/relay-metrics';
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
import { createDeliverOrder } from './relay/deliver-order.ts';
import type { Settings } from './settings.ts';
import { openOrderStorage } from './store/open-order-storage.ts';
import { createSqliteOrderStore } from './store/sqlite-order-store.ts';

/** Starts the store service; disposing of what comes back stops it in order. */
export async function startStore(
  settings: Settings,
  { log, clock = systemClock, dataDir = 'data' }: { log: Logger; clock?: Clock; dataDir?: string },
) {
  const { production, http, limits: rates, relayApiKey, ticketsUrl } = settings;
  const keys = resolveApiKeys({ value: relayApiKey, production, devFile: `${dataDir}/relay-api-key` });
  await using opened = new AsyncDisposableStack();
  const storage = opened.use(await openOrderStorage(settings.db.url));
  const orders = createSqliteOrderStore(storage);
  const queue = createSqliteQueue(storage);
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

  const limits = createRateLimits(rates);
  const probe = storage.probe;
  const app = createApp({
    ...{ orders, queue, relay, keys, limits, probe, clock, log, lifecycle, metrics, settings, version },
  });
  const onDrain = () => relay[Symbol.asyncDispose]();
  const server = opened.use(await serve(app, { ...http, log, lifecycle, onDrain }));
  startLine(log, {
    version,
    url: server.url,
    databaseUrl: settings.db.url,
    ticketsUrl,
  });
  const running = opened.move();
  return { url: server.url, [Symbol.asyncDispose]: () => running.disposeAsync() };
}
