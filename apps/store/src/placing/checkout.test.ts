import { setImmediate as turn } from 'node:timers/promises';
import type { AttemptRecord, DeliveryQueue, Relay } from '@relevo/outbox';
import { expect, it } from 'vitest';
import { anOrder } from '../../../../test/support/orders.ts';
import type { OrderStore } from '../store/order-store.ts';
import { createCheckout } from './checkout.ts';

it('is no work while it waits for the first attempt, and work again before its answer is made', async () => {
  const told: string[] = [];
  const attempted = Promise.withResolvers<{ record: AttemptRecord } | undefined>();
  const order = { numero: 'A-1', deliveryId: 1, totalCentavos: 100, ticket: null };
  const checkout = createCheckout({
    orders: {
      place: async () => {
        told.push('stored');
        return { kind: 'new', order, delivery: { id: 1 } };
      },
      find: async () => {
        told.push('read for the answer');
        return order;
      },
    } as unknown as OrderStore,
    queue: {
      find: async () => ({ id: 1, state: 'pendiente', attempts: 1, dueAt: 0 }),
    } as unknown as DeliveryQueue,
    relay: {
      leaseAtBirth: () => undefined,
      wake: () => {},
      settled: () => attempted.promise,
    } as unknown as Relay,
    clock: { now: () => 0 },
    waitMs: 1_000,
  });
  const onWait = () => {
    told.push('waits');
    return () => void told.push('goes on');
  };
  const answer = checkout(anOrder('A-1'), {
    ...{ caller: 'tienda', idempotencyKey: undefined, onWait },
    trace: { requestId: 'x', traceparent: 'x' },
  });
  await turn();
  expect(told).toEqual(['stored', 'waits']);
  attempted.resolve(undefined);
  await answer;
  expect(told).toEqual(['stored', 'waits', 'goes on', 'read for the answer']);
});
