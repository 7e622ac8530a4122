import { storePaths } from '@relevo/contract';
import type { DeliveryQueue, Relay } from '@relevo/outbox';
import {
  type ApiKeys,
  createHttpApp,
  type Lifecycle,
  type Logger,
  type Metrics,
  type RateLimits,
  type Route,
  requireApiKey,
} from '@relevo/service-kit';
import { z } from 'zod';
import type { Confirmations } from './confirmations/confirmation.ts';
import { confirmationRoute } from './confirmations/confirmation-route.ts';
import { deliveryRoutes } from './deliveries/delivery-routes.ts';
import { demoRoutes, mountDemo } from './demo/demo-shop.ts';
import { createCheckout } from './orders/checkout.ts';
import type { OrderRepository } from './orders/order-repository.ts';
import { placeOrderRoute, readOrderRoute } from './orders/order-routes.ts';
import type { Settings } from './settings.ts';

type AppDeps = {
  orders: OrderRepository;
  confirmations: Confirmations;
  queue: DeliveryQueue;
  relay: Relay;
  keys: ApiKeys;
  limits: RateLimits;
  probe: () => Promise<void>;
  clock: { now(): number };
  log: Logger;
  lifecycle: Lifecycle;
  metrics: Metrics;
  settings: Settings;
  version: string;
};

/** The store service's HTTP side: every endpoint stands in this list. */
export function createApp(deps: AppDeps) {
  const { orders, confirmations, queue, relay, clock, settings, version } = deps;
  const key = requireApiKey(deps.keys, deps.limits);
  const checkout = createCheckout({ orders, queue, relay, clock, waitMs: settings.relay.waitMs });
  return createHttpApp({
    service: 'relevo-store',
    version,
    log: deps.log,
    settings: settings.http,
    keys: deps.keys,
    lifecycle: deps.lifecycle,
    metrics: deps.metrics,
    health: { database: deps.probe },
    routes: [
      placeOrderRoute(checkout, key),
      readOrderRoute({ orders, queue }, key),
      ...deliveryRoutes({ orders, queue, relay, clock }, key),
      confirmationRoute({ confirmations, clock }, key),
      testRoute({ version, clock }),
      ...(settings.demo ? demoRoutes({ checkout, orders, queue, ticketsUrl: settings.ticketsUrl }) : []),
    ],
    mount: settings.demo ? mountDemo : undefined,
  });
}

const testReplySchema = z.object({
  status: z.literal('ok'),
  service: z.literal('relevo-store'),
  version: z.string(),
  timestamp: z.iso.datetime(),
});

/** `GET /test`, by which existing shops find out whether the store answers. */
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
