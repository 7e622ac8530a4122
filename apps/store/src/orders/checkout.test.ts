import { setImmediate as turn } from 'node:timers/promises';
import type { AttemptRecord, DeliveryQueue, Relay } from '@relevo/outbox';
import { anOrder } from '@relevo/testkit/orders';
import { defaultShopClock } from '@relevo/ticket-rules';
import { describe, expect, it } from 'vitest';
import { createCheckout, makeNumber } from './checkout.ts';
import type { OrderRepository } from './order-repository.ts';

describe('checkout', () => {
  it('counts as no work while it waits for the first attempt, and as work again before its answer is made', async () => {
    const told: string[] = [];
    const attempted = Promise.withResolvers<AttemptRecord | undefined>();
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
      } as unknown as OrderRepository,
      queue: {
        find: async () => ({ id: 1, state: 'pendiente', attempts: 1, dueAt: 0 }),
      } as unknown as DeliveryQueue,
      relay: {
        deliver: async ({ store }: { store(): Promise<unknown> }) => ({
          stored: await store(),
          result: attempted.promise,
        }),
      } as unknown as Relay,
      clock: { now: () => 0 },
      conflicts: { record: async () => {} },
      onConflict: () => {},
      waitMs: 1_000,
      shop: defaultShopClock,
    });
    const onWait = () => {
      told.push('waits');
      return () => void told.push('goes on');
    };
    const answer = checkout(anOrder('A-1'), {
      caller: 'tienda',
      scopes: new Set(),
      idempotencyKey: undefined,
      onWait,
      trace: { requestId: 'x', traceparent: 'x' },
    });
    await turn();
    expect(told).toEqual(['stored', 'waits']);
    attempted.resolve(undefined);
    await answer;
    expect(told).toEqual(['stored', 'waits', 'goes on', 'read for the answer']);
  });
});

describe('make number', () => {
  const made = (time: string, shop = defaultShopClock) => makeNumber(Date.parse(time), shop);

  it('has the day and eight letters that nobody confuses over the telephone', () => {
    for (let count = 0; count < 500; count += 1) {
      expect(made('2026-11-22T12:00:00-03:00')).toMatch(/^PED-20261122-[2-9A-HJ-NP-Z]{8}$/);
    }
  });

  it('has the shop’s day in the evening too, when UTC has tomorrow’s', () => {
    expect(made('2026-11-28T21:30:00-03:00')).toMatch(/^PED-20261128-/);
    expect(made('2026-12-31T23:59:59-03:00')).toMatch(/^PED-20261231-/);
    expect(made('2027-01-01T00:00:00-03:00')).toMatch(/^PED-20270101-/);
  });

  it('has the day before until the hour at which the shop’s day ends', () => {
    const bar = { timeZone: 'Europe/Madrid', dayEndsAt: 5 };
    expect(made('2026-11-29T04:59:00+01:00', bar)).toMatch(/^PED-20261128-/);
    expect(made('2026-11-29T05:00:00+01:00', bar)).toMatch(/^PED-20261129-/);
  });

  it('makes another one each time', () => {
    const made = Array.from({ length: 1_000 }, () => makeNumber(0, defaultShopClock));
    expect(new Set(made).size).toBe(1_000);
  });
});
