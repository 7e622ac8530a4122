import { type Scope, storePaths, ticketPaths, versionSchema } from '@relevo/contract';
import type { DeliveryQueue, Relay } from '@relevo/outbox';
import {
  type ApiKeys,
  type Clock,
  createHttpApp,
  type Lifecycle,
  type Logger,
  type Metrics,
  onceASecond,
  type RateLimits,
  type Route,
  requireApiKey,
} from '@relevo/service-kit';
import { z } from 'zod';
import type { Confirmations } from './confirmations/confirmation.ts';
import { confirmationRoute } from './confirmations/confirmation-route.ts';
import { deliveryRoutes } from './deliveries/delivery-routes.ts';
import type { StoreSignaller } from './deliveries/store-signal.ts';
import { demoRoutes, mountDemo } from './demo/demo-shop.ts';
import type { KeyFollower } from './keys/follow-keys.ts';
import { createCheckout } from './orders/checkout.ts';
import type { ConflictLog } from './orders/conflicts.ts';
import type { OrderRepository } from './orders/order-repository.ts';
import { placeOrderRoute, readOrderRoute } from './orders/order-routes.ts';
import type { Settings } from './settings.ts';

/** What the HTTP side is made of, by feature. */
type AppDeps = {
  service: {
    settings: Settings;
    version: string;
    clock: Pick<Clock, 'now' | 'monotonic'>;
    log: Logger;
    lifecycle: Lifecycle;
    metrics: Metrics;
    /** Proves that the database accepts a write. */
    probe: () => Promise<void>;
  };
  access: { keys: ApiKeys; limits: RateLimits; follower: Pick<KeyFollower, 'check'> };
  orders: OrderRepository;
  conflicts: ConflictLog;
  confirmations: Confirmations;
  deliveries: { queue: DeliveryQueue; relay: Relay; signal: Pick<StoreSignaller, 'waiting'> };
};

/** Builds the store service's HTTP side. Every endpoint is in this list. */
export function createApp({ service, access, orders, conflicts, confirmations, deliveries }: AppDeps) {
  const { settings, version, clock, log, lifecycle, metrics, probe } = service;
  const { queue, relay, signal } = deliveries;
  const key = (scope: Scope) => requireApiKey(access.keys, access.limits, scope);
  const shop = key('pedidos:escribir');
  const checkout = createCheckout({
    ...{ orders, conflicts, queue, relay, clock },
    onConflict: metrics.addCounter({
      name: 'relevo_order_conflicts_total',
      help: 'Orders refused because another one has their number or Idempotency-Key, since the start',
      label: 'taken',
      values: ['number', 'key'],
    }),
    waitMs: settings.relay.waitMs,
    shop: settings.shop,
  });
  return createHttpApp({
    service: { name: 'relevo-store', version, log, lifecycle, metrics },
    settings: settings.http,
    keys: access.keys,
    budgets: { anonymous: settings.limits.anonymous },
    metricsAuth: requireApiKey(access.keys, access.limits, 'metricas'),
    elsewhere: {
      ...{ name: 'relevo-tickets', words: 'el servicio de tickets', port: 4001 },
      paths: Object.values(ticketPaths),
    },
    health: {
      database: onceASecond(probe, clock),
      checks: { claves: async () => access.follower.check(), entregas: signal.waiting },
    },
    routes: [
      placeOrderRoute(checkout, shop),
      readOrderRoute({ orders, queue }, shop),
      ...deliveryRoutes({ orders, conflicts, queue, relay, clock }, key('entregas:operar')),
      confirmationRoute({ confirmations, clock }, key('confirmar')),
      testRoute({ version, clock }),
      ...(settings.demo ? demoRoutes({ checkout, orders, queue, ticketsUrl: settings.ticketsUrl }) : []),
    ],
    mount: settings.demo ? mountDemo : undefined,
  });
}

const testReplySchema = z.object({
  status: z.literal('ok'),
  service: z.literal('relevo-store'),
  version: versionSchema,
  timestamp: z.iso.datetime(),
});

/** The route `GET /test`: existing shops ask it whether the store answers. */
function testRoute({ version, clock }: { version: string; clock: { now(): number } }): Route {
  return {
    method: 'get',
    path: storePaths.test,
    doc: {
      summary: 'Responde si el servicio está en marcha',
      responses: { 200: { description: 'En marcha', schema: testReplySchema } },
    },
    handler: (_request, response) => {
      const timestamp = new Date(clock.now()).toISOString();
      response.json({ status: 'ok', service: 'relevo-store', version, timestamp });
    },
  };
}
