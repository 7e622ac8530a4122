import type { AttemptRecord, Delivery, NewDelivery } from '../delivery.ts';
import type { DeliveryQueue } from '../ports.ts';

export type HookCall = { kind: 'delivered' | 'rejected'; deliveryId: number; key: string; what: unknown };

/** An empty queue to be tested, and the calls of its hooks. */
export type QueueUnderTest = AsyncDisposable & {
  queue: DeliveryQueue;
  enqueue(delivery: NewDelivery): Promise<number>;
  hookCalls(): Promise<HookCall[]>;
};

// What the conformance suites of the queue are made of.
export const t0 = Date.UTC(2026, 0, 5, 12);
export const leaseMs = 5_000;
let serial = 0;

export function newDelivery(rest: Partial<NewDelivery> = {}): NewDelivery {
  serial += 1;
  return { target: 'tickets', key: `k-${serial}`, payload: '{}', now: t0, ...rest };
}

export function recordOf(deliveryId: number, rest: Partial<AttemptRecord> = {}): AttemptRecord {
  const outcome = { kind: 'retry', status: 503, detail: 'respondió 503', targetDown: true } as const;
  const next = { kind: 'again', at: t0 + 60_000 } as const;
  const begun = { scheduleStartedAt: t0, startedAt: t0 };
  return { deliveryId, owner: 'a', ...begun, durationMs: 20, outcome, next, ...rest };
}
export const delivered = (result?: unknown) =>
  ({ outcome: { kind: 'delivered', status: 201, result }, next: { kind: 'delivered' } }) as const;
export const rejected = (reason: string) =>
  ({
    outcome: { kind: 'rejected', status: 400, detail: reason },
    next: { kind: 'rejected', reason },
  }) as const;
export const ids = (deliveries: Delivery[]) => deliveries.map(({ id }) => id);
