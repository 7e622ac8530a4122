import type { DeliveryQueue, Relay } from '@relevo/outbox';
import {
  type ApiKeys,
  createHttpApp,
  type Lifecycle,
  type Logger,
  type Metrics,
  type RateLimits,
  requireApiKey,
} from '@relevo/service-kit';
import { confirmRoute } from './confirming/confirm-route.ts';
import { deliveryRoutes } from './deliveries/delivery-routes.ts';
import { demoRoutes } from './demo/demo-routes.ts';
import { mountDemo } from './demo/mount-demo.ts';
import { createCheckout } from './placing/checkout.ts';
import { placeOrderRoute } from './placing/place-order-route.ts';
import { readOrderRoute } from './reading/read-order-route.ts';
import { testRoute } from './reading/test-route.ts';
import type { Settings } from './settings.ts';
import type { OrderStore } from './store/order-store.ts';

export type AppDeps = {
  orders: OrderStore;
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
  const { orders, queue, relay, clock, settings, version } = deps;
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
      confirmRoute({ orders, clock }, key),
      testRoute({ version, clock }),
      ...(settings.demo ? demoRoutes({ checkout, orders, queue, ticketsUrl: settings.ticketsUrl }) : []),
    ],
    mount: settings.demo ? mountDemo : undefined,
  });
}
