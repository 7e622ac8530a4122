import { createRelay, type DeliveryQueue } from '@relevo/outbox';
import { addRelayMetrics } from '@relevo/outbox/metrics';
import { type ApiKeys, type Clock, type Logger, type Metrics, version } from '@relevo/service-kit';
import { createDeliverConfirmation } from './deliver-confirmation.ts';
import { storeTarget } from './enqueue-confirmation.ts';
import { createLateStoreClient } from './late-store-client.ts';

const concurrency = 16;

/** The way back to the store. */
export type Confirming = AsyncDisposable & {
  /** A hint that a ticket was changed; the queue on disk is the truth. */
  wake(): void;
};

/**
 * Starts the relay that tells the store of every change of a ticket.
 * @param options.timeoutMs limit for one attempt; 15 000 by default
 */
export function startConfirming(
  deps: { queue: DeliveryQueue; keys: ApiKeys; clock: Clock; log: Logger; metrics: Metrics },
  { storeUrl, timeoutMs = 15_000 }: { storeUrl: string; timeoutMs?: number },
): Confirming {
  const { queue, keys, clock, log, metrics } = deps;
  const client = createLateStoreClient({
    url: storeUrl,
    apiKey: keys.send,
    timeoutMs,
    userAgent: `relevo-tickets/${version}`,
    maxSockets: concurrency,
  });
  const deliver = createDeliverConfirmation(client, clock.now);
  const relay = createRelay(
    { queue, deliver, clock, random: Math.random, log },
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
