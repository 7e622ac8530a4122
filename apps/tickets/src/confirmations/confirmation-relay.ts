import type { ConfirmationReply } from '@relevo/contract';
import type { HttpOptions, Reply } from '@relevo/http-client';
import { classifyReply, createRelay, type Deliver, type DeliveryQueue } from '@relevo/outbox';
import { addRelayMetrics } from '@relevo/outbox/metrics';
import { type ApiKeys, type Clock, type Logger, type Metrics, version } from '@relevo/service-kit';
import { storeTarget, type TicketConfirmation } from './confirmation.ts';
import type { StoreClient } from './store-client.ts';

const concurrency = 16;
const pingLimitMs = 3_000;

/** Reports changes of tickets to the store. */
type ConfirmationRelay = AsyncDisposable & {
  /** Wake signal: a ticket may have changed. Only a hint; the queue on disk is the truth. */
  wake(): void;
};

/**
 * Starts the relay that reports every change of a ticket to the store.
 * @param options.timeoutMs limit for one attempt; 15 000 by default
 */
export function startConfirmationRelay(
  deps: {
    queue: DeliveryQueue;
    sourceOf: SourceOf;
    keys: ApiKeys;
    clock: Clock;
    log: Logger;
    metrics: Metrics;
  },
  { storeUrl, timeoutMs = 15_000 }: { storeUrl: string; timeoutMs?: number },
): ConfirmationRelay {
  const { queue, sourceOf, keys, clock, log, metrics } = deps;
  const client = createLazyStoreClient({
    url: storeUrl,
    apiKey: keys.send,
    timeoutMs,
    userAgent: `relevo-tickets/${version}`,
    maxSockets: concurrency,
  });
  const deliver = createDeliverConfirmation(client, sourceOf, clock.now);
  const relay = createRelay(
    { queue, deliver, clock, random: Math.random, log, ping: { target: storeTarget, ask: isThere(client) } },
    { concurrency, attemptLimitMs: timeoutMs * 2 },
  );
  addRelayMetrics(metrics, { queue, relay, clock });
  return {
    wake: () => relay.wake(storeTarget),
    async [Symbol.asyncDispose]() {
      await relay[Symbol.asyncDispose]();
      client[Symbol.dispose]();
    },
  };
}

/** Makes the function that asks whether the store answers, itself and not somebody in between. */
function isThere(client: StoreClient) {
  return async (stop: AbortSignal): Promise<boolean> => {
    const reply = await client.getHealth({
      signal: AbortSignal.any([stop, AbortSignal.timeout(pingLimitMs)]),
    });
    return reply.kind === 'reply' && reply.promised && reply.result?.service === 'relevo-store';
  };
}

/**
 * Returns whose order a ticket is, by its id. Looked up at each attempt and not stored with the confirmation: a ticket's
 * `fuente` never changes, and what waits from before callers were relayed says none.
 */
type SourceOf = (ticketId: number) => string | undefined;

/** Makes one attempt to deliver a confirmation: sends what was stored with the change, under its idempotency key. */
export function createDeliverConfirmation(
  client: StoreClient,
  sourceOf: SourceOf,
  now: () => number,
): Deliver {
  return async ({ key, payload, trace }, signal) => {
    const { numero, ticket_id } = JSON.parse(payload) as TicketConfirmation;
    const order = { numero, fuente: sourceOf(ticket_id) };
    const reply = await client.confirmTicket(order, payload, { idempotencyKey: key, ...trace, signal });
    return classifyReply(reply, now(), { expected: isUnknownOrder(reply) });
  };
}

// A shop that posts straight to this service has no order in the store, and nothing is wrong. Then the store itself says so
// about the order; a 404 of a host in front of it, or of a service that does not know the address, means that everything is.
function isUnknownOrder(reply: Reply<ConfirmationReply>): boolean {
  return reply.kind === 'reply' && reply.status === 404 && reply.own === 'no-encontrado' && !reply.atDoor;
}

/**
 * Creates a store client that loads its code at the first use: the HTTP client takes long to load, and a service that
 * starts has nothing to report yet.
 */
export function createLazyStoreClient(options: HttpOptions): StoreClient {
  let loading: Promise<StoreClient> | undefined;
  const load = async () => {
    try {
      const { createStoreClient } = await import('./store-client.ts');
      return createStoreClient(options);
    } catch (error) {
      // For example, out of file handles: the next attempt loads it again.
      loading = undefined;
      throw error;
    }
  };
  const loaded = () => {
    loading ??= load();
    return loading;
  };
  return {
    confirmTicket: async (order, body, post) => (await loaded()).confirmTicket(order, body, post),
    getHealth: async (options) => (await loaded()).getHealth(options),
    [Symbol.dispose]() {
      loading?.then((client) => client[Symbol.dispose]()).catch(() => {});
    },
  };
}

/**
 * Warns in production if STORE_URL, which has a default, points to this machine: in its own container the service would
 * never reach the store, and nobody would notice.
 */
export function warnOfLoopback(
  log: Logger,
  { production, storeUrl }: { production: boolean; storeUrl: string },
): void {
  if (production && isLoopback(storeUrl))
    log.warn('STORE_URL is this machine, or container: is the store here?');
}

function isLoopback(url: string): boolean {
  return /^(127\.\d+\.\d+\.\d+|\[::1\]|(.+\.)?localhost)$/.test(URL.parse(url)?.hostname ?? '');
}
