import { describe, expect, it } from 'vitest';
import type { DeliveryQueue } from './ports.ts';
import type { Outcome } from './retry-policy.ts';
import { createWorld, delivered, down } from './testing/scripted-relay.ts';

const S = 1_000;
const MIN = 60 * S;
const refusedKey: Outcome = { kind: 'retry', status: 401, detail: 'no', slow: true, targetDown: false };

type World = ReturnType<typeof createWorld>;

/** Counts the calls of `makeDueNow`, which rejects while `broken`. */
function watched(queue: DeliveryQueue) {
  const seen = { calls: 0, broken: false };
  const makeDueNow: DeliveryQueue['makeDueNow'] = async (target, now) => {
    seen.calls += 1;
    if (seen.broken) throw new Error('disk full');
    return queue.makeDueNow(target, now);
  };
  return { seen, queue: { ...queue, makeDueNow } };
}

/** Time passes with a target that takes everything, from an order that found all well. */
async function placeOne(world: World, relay: { wake(): void }): Promise<number> {
  const id = world.enqueue();
  relay.wake();
  await world.settle();
  return id;
}

describe('a target that comes back', () => {
  it('gets all that waits for it at once, by way of a breaker that closes', async () => {
    const world = createWorld();
    const { seen, queue } = watched(world.queue);
    world.answer = () => down;
    const old = [1, 2, 3].map(() => world.enqueue());
    await using relay = world.startRelay({ queue });
    await world.clock.advance(41 * MIN);
    expect(relay.stats().breaker).toMatchObject({ tickets: { kind: 'open' } });
    world.answer = () => delivered;
    const fresh = await placeOne(world, relay);
    expect(world.times(fresh)).toEqual([41 * MIN]);
    for (const id of old) expect(world.times(id).at(-1)).toBe(41 * MIN);
    expect(await world.queue.counts()).toMatchObject({ pendiente: 0, entregada: 4 });
    expect(seen.calls).toBe(1);
    expect(world.logged).toContain('target is back, waiting deliveries made due now');
  });

  it('gets them by way of the breaker though it wavered just before', async () => {
    const world = createWorld();
    await using relay = world.startRelay();
    for (let n = 0; n < 8; n++) {
      world.answer = () => refusedKey;
      await placeOne(world, relay);
      world.answer = () => delivered;
      await placeOne(world, relay);
      await world.clock.advance(2 * S);
    }
    world.answer = () => refusedKey;
    const waiting = await placeOne(world, relay);
    world.answer = () => delivered;
    await placeOne(world, relay);
    expect(world.times(waiting)).toHaveLength(1);
    world.answer = () => down;
    for (let n = 0; n < 5; n++) await placeOne(world, relay);
    world.answer = () => delivered;
    await world.clock.advance(1 * S);
    expect(world.times(waiting)).toEqual([16 * S, 17 * S]);
  });

  it('gets them when too few failed to open the breaker', async () => {
    const world = createWorld();
    await using relay = world.startRelay();
    await placeOne(world, relay);
    world.answer = () => refusedKey;
    const waiting = await placeOne(world, relay);
    await world.clock.advance(10 * S);
    expect(world.times(waiting)).toEqual([0]);
    world.answer = () => delivered;
    await placeOne(world, relay);
    expect(world.times(waiting)).toEqual([0, 10 * S]);
  });

  it('gets them after a new key was refused for hours, with the first success', async () => {
    const world = createWorld();
    const { seen, queue } = watched(world.queue);
    world.answer = () => refusedKey;
    const waiting = Array.from({ length: 100 }, () => world.enqueue());
    await using relay = world.startRelay({ queue });
    await world.clock.advance(190 * MIN);
    const before = world.sent.length;
    world.answer = () => delivered;
    await placeOne(world, relay);
    expect(world.sent).toHaveLength(before + 101);
    expect(world.times(waiting[0]).at(-1)).toBe(190 * MIN);
    expect(seen.calls).toBe(1);
  });

  it('gets them from a process that was started after the outage', async () => {
    const world = createWorld();
    world.answer = () => refusedKey;
    const waiting = world.enqueue();
    {
      await using _ = world.startRelay({ owner: 'before' });
      await world.clock.advance(10 * S);
    }
    world.answer = () => delivered;
    await using relay = world.startRelay({ owner: 'after' });
    await placeOne(world, relay);
    expect(world.times(waiting)).toEqual([0, 10 * S]);
  });

  it('gets none sooner than its own Retry-After allows', async () => {
    const world = createWorld();
    world.answer = () => ({
      ...refusedKey,
      kind: 'retry',
      detail: '',
      targetDown: false,
      retryAfterMs: 25 * S,
    });
    const asked = world.enqueue();
    await using relay = world.startRelay();
    await world.clock.advance(10 * S);
    world.answer = () => delivered;
    await placeOne(world, relay);
    await world.clock.advance(20 * S);
    expect(world.times(asked)).toEqual([0, 25 * S]);
  });

  it('gets nothing that waits for another', async () => {
    const world = createWorld();
    world.answer = ({ target }) => (target === 'refusing' ? refusedKey : delivered);
    const waiting = world.enqueue({ target: 'refusing' });
    await using relay = world.startRelay();
    await world.clock.advance(10 * S);
    await placeOne(world, relay);
    await world.clock.advance(10 * S);
    expect(world.times(waiting)).toEqual([0]);
  });

  it('gets them at the next success when making them due failed', async () => {
    const world = createWorld();
    const { seen, queue } = watched(world.queue);
    world.answer = () => refusedKey;
    const waiting = world.enqueue();
    await using relay = world.startRelay({ queue });
    await world.clock.advance(5 * S);
    world.answer = () => delivered;
    seen.broken = true;
    const placed = await placeOne(world, relay);
    expect(await world.queue.find(placed)).toMatchObject({ state: 'entregada' });
    expect(world.logged).toContain('waiting deliveries not made due now');
    seen.broken = false;
    await world.clock.advance(100);
    await placeOne(world, relay);
    expect(world.times(waiting)).toEqual([0, 5_100]);
    expect(relay.stats()).toMatchObject({ inFlight: 0, free: 128 });
  });

  it('answers who waits for the first success before it makes the others due', async () => {
    const world = createWorld();
    const { promise, resolve } = Promise.withResolvers<number>();
    await using relay = world.startRelay({ queue: { ...world.queue, makeDueNow: () => promise } });
    const { id, result } = await world.place(relay);
    await world.settle();
    expect(await result).toMatchObject({ deliveryId: id });
    resolve(0);
  });
});

describe('a target that never was away', () => {
  it('does not have its deliveries made due at each success', async () => {
    const world = createWorld();
    const { seen, queue } = watched(world.queue);
    await using relay = world.startRelay({ queue });
    for (let n = 0; n < 200; n++) await placeOne(world, relay);
    expect(seen.calls).toBe(1);
  });

  // A firewall that dislikes one address, in the traffic of a busy hour.
  it('leaves one delivery that it always refuses to the slow tail, but for a few more attempts', async () => {
    const world = createWorld();
    const poisoned = world.enqueue();
    world.answer = ({ id }) => (id === poisoned ? refusedKey : delivered);
    await using relay = world.startRelay();
    for (let second = 0; second < 3_600; second++) {
      await placeOne(world, relay);
      await world.clock.advance(1 * S);
    }
    expect(world.times(poisoned).length).toBeGreaterThan(6);
    expect(world.times(poisoned).length).toBeLessThan(25);
  });

  it('keeps its time to recover when it turns every other one away', async () => {
    const world = createWorld();
    let turn = 0;
    const busy: Outcome = { kind: 'retry', status: 429, detail: '', targetDown: false };
    world.answer = ({ step }) => {
      if (step > 0) return busy;
      turn += 1;
      return turn % 2 === 0 ? busy : delivered;
    };
    await using relay = world.startRelay();
    for (let n = 0; n < 100; n++) {
      await placeOne(world, relay);
      await world.clock.advance(100);
    }
    // 50 turned away in 10 s: without anything made due early each is sent three to four times.
    expect(world.sent.length).toBeLessThan(100 + 50 * 5);
  });
});

describe('a target that is heard of', () => {
  const router: Outcome = { kind: 'retry', status: 404, detail: 'no', slow: true, targetDown: true };

  it('gets what a router in between has put off, without waiting for the tail', async () => {
    const world = createWorld();
    await using relay = world.startRelay();
    world.answer = () => router;
    const id = await placeOne(world, relay);
    world.answer = () => delivered;
    await world.clock.advance(2 * S);
    expect(world.times(id)).toEqual([0]);
    relay.heard('tickets');
    await world.settle();
    expect(world.times(id)).toEqual([0, 2 * S]);
  });

  it('is pinged while something waits that it was not heard about, and gets it as soon as it answers', async () => {
    const world = createWorld();
    let there = false;
    const pingedAt: number[] = [];
    const ask = async () => {
      pingedAt.push(world.elapsed());
      return there;
    };
    await using _ = world.startRelay({ ping: { target: 'tickets', ask } });
    await world.clock.advance(10 * S);
    expect(pingedAt).toEqual([]);
    world.answer = () => router;
    const ids = [1, 2, 3].map(() => world.enqueue());
    await world.clock.advance(10 * S);
    expect(pingedAt).toEqual([12, 14, 16, 18, 20].map((s) => s * S));
    [there, world.answer] = [true, () => delivered];
    await world.clock.advance(2 * S);
    expect(await world.queue.counts()).toMatchObject({ pendiente: 0, entregada: ids.length });
    await world.clock.advance(60 * S);
    expect(pingedAt).toHaveLength(6);
  });

  it('is pinged by one question at a time, and one that fails harms nothing', async () => {
    const world = createWorld();
    const asked: PromiseWithResolvers<boolean>[] = [];
    const ask = () => {
      asked.push(Promise.withResolvers<boolean>());
      return asked.at(-1)?.promise ?? Promise.resolve(false);
    };
    world.answer = () => router;
    await using _ = world.startRelay({ ping: { target: 'tickets', ask } });
    const id = world.enqueue();
    await world.clock.advance(10 * S);
    expect(asked).toHaveLength(1);
    asked[0]?.reject(new Error('no such address'));
    await world.clock.advance(2 * S);
    expect(asked).toHaveLength(2);
    world.answer = () => delivered;
    asked[1]?.resolve(true);
    await world.clock.advance(1 * S);
    expect(await world.queue.find(id)).toMatchObject({ state: 'entregada' });
  });

  it('is probed at once though its breaker is open', async () => {
    const world = createWorld();
    await using relay = world.startRelay();
    world.answer = () => down;
    const old = [1, 2, 3, 4, 5].map(() => world.enqueue());
    await world.clock.advance(10 * MIN);
    expect(relay.stats().breaker).toMatchObject({ tickets: { kind: 'open', waitMs: 30 * S } });
    world.answer = () => delivered;
    relay.heard('tickets');
    await world.settle();
    expect(await world.queue.counts()).toMatchObject({ pendiente: 0, entregada: old.length });
    expect(world.times(old[0] ?? 0).at(-1)).toBe(10 * MIN);
  });
});
