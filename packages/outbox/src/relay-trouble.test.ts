import { describe, expect, it } from 'vitest';
import type { DeliveryQueue } from './ports.ts';
import { createWorld, delivered, down } from './testing/scripted-relay.ts';

/** A queue whose methods reject while they are named in `broken`. */
function breakable(queue: DeliveryQueue) {
  const broken = new Set<keyof DeliveryQueue>();
  const guard =
    <A extends unknown[], R>(name: keyof DeliveryQueue, method: (...args: A) => Promise<R>) =>
    (...args: A): Promise<R> =>
      broken.has(name) ? Promise.reject(new Error('disk full')) : method(...args);
  const guarded: DeliveryQueue = {
    ...queue,
    claim: guard('claim', queue.claim),
    nextDueAt: guard('nextDueAt', queue.nextDueAt),
    record: guard('record', queue.record),
    renew: guard('renew', queue.renew),
    release: guard('release', queue.release),
  };
  return { broken, queue: guarded };
}

describe('a relay whose storage fails', () => {
  it.each(['claim', 'nextDueAt'] as const)('goes on when %s rejects and comes back', async (method) => {
    const world = createWorld();
    const { broken, queue } = breakable(world.queue);
    broken.add(method);
    const id = world.enqueue();
    await using relay = world.startRelay({ queue });
    await world.clock.advance(3_500);
    expect(world.sent).toEqual([]);
    expect(world.logged.filter((line) => line === 'queue unavailable')).toHaveLength(4);
    expect(relay.stats().free).toBe(128);
    broken.clear();
    await world.clock.advance(1_000);
    expect(world.times(id)).toEqual([4_000]);
  });

  it('keeps trying to record what came back, without sending again', async () => {
    const world = createWorld();
    const { broken, queue } = breakable(world.queue);
    broken.add('record');
    await using relay = world.startRelay({ queue });
    const { id, result } = await world.place(relay, { waitMs: 10_000 });
    await world.clock.advance(2_500);
    expect(await world.queue.attemptsOf(id)).toEqual([]);
    broken.clear();
    await world.clock.advance(500);
    expect(await result).toMatchObject({ deliveryId: id, startedAt: world.clock.now() - 3_000 });
    expect(await world.queue.find(id)).toMatchObject({ state: 'entregada' });
    expect(world.sent).toHaveLength(1);
  });

  it('sends again once the lease is lost and nothing could be recorded', async () => {
    const world = createWorld();
    const { broken, queue } = breakable(world.queue);
    for (const method of ['record', 'renew', 'claim'] as const) broken.add(method);
    world.enqueue();
    broken.delete('claim');
    await using relay = world.startRelay({ queue });
    await world.clock.advance(4_900);
    expect(world.sent).toHaveLength(1);
    broken.clear();
    await world.clock.advance(1_000);
    expect(world.times()).toEqual([0, 5_000]);
    expect(relay.stats()).toMatchObject({ inFlight: 0, free: 128 });
    expect(await world.queue.counts()).toMatchObject({ entregada: 1 });
  });

  it('goes on sending when leases cannot be renewed', async () => {
    const world = createWorld();
    const { broken, queue } = breakable(world.queue);
    broken.add('renew');
    world.answer = () => 'hang';
    const id = world.enqueue();
    await using _ = world.startRelay({ queue });
    await world.clock.advance(12_000);
    // The lease ran out, but this process knows that it is still at it.
    expect(world.sent).toHaveLength(1);
    world.finish(id, delivered);
    await world.settle();
    expect(await world.queue.find(id)).toMatchObject({ state: 'entregada' });
  });
});

describe('disposing a relay', () => {
  it('lets attempts under way finish within the grace', async () => {
    const world = createWorld();
    world.answer = () => 'hang';
    const id = world.enqueue();
    const relay = world.startRelay();
    await world.settle();
    const closed = relay[Symbol.asyncDispose]();
    await world.clock.advance(4_000);
    world.finish(id, delivered);
    await closed;
    expect(world.sent[0]?.signal.aborted).toBe(true);
    expect(await world.queue.find(id)).toMatchObject({ state: 'entregada' });
  });

  it('aborts the rest after it and hands them back without an attempt', async () => {
    const world = createWorld();
    world.answer = () => 'hang';
    const id = world.enqueue();
    const relay = world.startRelay();
    await world.settle();
    const closed = relay[Symbol.asyncDispose]();
    await world.clock.advance(4_999);
    expect(world.sent[0]?.signal.aborted).toBe(false);
    await world.clock.advance(1);
    await closed;
    expect(world.sent[0]?.signal.aborted).toBe(true);
    expect(await world.queue.attemptsOf(id)).toEqual([]);
    expect(await world.queue.nextDueAt()).toBe(world.clock.now() - 5_000);
    expect(world.clock.wakeTimes()).toEqual([]);
  });

  it('leaves nobody waiting for a result that will not come', async () => {
    const world = createWorld();
    world.answer = () => 'hang';
    const relay = world.startRelay();
    const waiting = await world.place(relay, { waitMs: 60_000 });
    const closed = relay[Symbol.asyncDispose]();
    await world.clock.advance(5_000);
    await closed;
    expect(await waiting.result).toBeUndefined();
    const late = await world.place(relay, { waitMs: 60_000 });
    expect(await late.result).toBeUndefined();
    expect(world.clock.wakeTimes()).toEqual([]);
  });

  it('does not take for an answer what a client says of its own abort', async () => {
    const world = createWorld();
    world.answer = () => {
      const { promise, resolve } = Promise.withResolvers<typeof down>();
      const signal = world.sent.at(-1)?.signal;
      signal?.addEventListener('abort', () => resolve(down));
      return promise;
    };
    const id = world.enqueue();
    const relay = world.startRelay({ graceMs: 0 });
    await world.settle();
    await relay[Symbol.asyncDispose]();
    expect(world.sent[0]?.signal.aborted).toBe(true);
    expect(await world.queue.attemptsOf(id)).toEqual([]);
    expect(relay.stats().breaker).toEqual({});
  });

  it('takes nothing more, and hands back what is stored too late', async () => {
    const world = createWorld();
    const relay = world.startRelay();
    const storing = Promise.withResolvers<void>();
    const placing = world.place(relay, { storing: storing.promise });
    await relay[Symbol.asyncDispose]();
    storing.resolve();
    expect((await placing).lease).toBeDefined();
    expect((await world.place(relay)).lease).toBeUndefined();
    await world.clock.advance(10_000);
    expect(world.sent).toEqual([]);
    expect(await world.queue.nextDueAt()).toBe(world.clock.now() - 10_000);
  });

  it('does not run what it was claiming when it was disposed', async () => {
    const world = createWorld();
    const slow: DeliveryQueue = {
      ...world.queue,
      claim: async (input) => {
        const claimed = await world.queue.claim(input);
        await world.clock.sleep(100);
        return claimed;
      },
    };
    const id = world.enqueue();
    const relay = world.startRelay({ queue: slow });
    await world.settle();
    const closed = relay[Symbol.asyncDispose]();
    await world.clock.advance(100);
    await closed;
    expect(world.sent).toEqual([]);
    expect(await world.queue.nextDueAt()).toBe((await world.queue.find(id))?.dueAt);
  });

  it('frees the probe of a breaker that was open', async () => {
    const world = createWorld();
    world.answer = () => down;
    for (let n = 0; n < 6; n++) world.enqueue();
    const relay = world.startRelay({ concurrency: 5 });
    await world.settle();
    world.answer = () => 'hang';
    await world.clock.advance(1_000);
    expect(relay.stats().breaker).toMatchObject({ tickets: { kind: 'probing' } });
    const closed = relay[Symbol.asyncDispose]();
    await world.clock.advance(5_000);
    await closed;
    expect(relay.stats()).toMatchObject({ inFlight: 0, breaker: { tickets: { kind: 'open' } } });
  });
});
