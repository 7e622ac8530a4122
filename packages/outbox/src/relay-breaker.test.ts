import { describe, expect, it } from 'vitest';
import { createWorld, delivered, down } from './testing/scripted-relay.ts';

describe('the breaker of a relay', () => {
  it('spends only probes while the target is down, and drains everything once it is back', async () => {
    const world = createWorld();
    world.answer = () => down;
    for (let n = 0; n < 500; n++) world.enqueue();
    await using relay = world.startRelay({ concurrency: 32 });
    await world.settle();
    // Those under way when it opened; from then on one at a time, ever more rarely.
    expect(world.sent).toHaveLength(32);
    await world.clock.advance(60_000);
    const probes = world.sent.slice(32).map(({ atMs }) => atMs);
    expect(probes).toEqual([1_000, 3_000, 7_000, 15_000, 31_000]);
    const nothingStored = { waitMs: 0, store: async (lease: unknown) => ({ lease, delivery: undefined }) };
    expect((await relay.deliver({ target: 'tickets', ...nothingStored })).stored.lease).toBeUndefined();
    expect((await relay.deliver({ target: 'elsewhere', ...nothingStored })).stored.lease).toBeDefined();

    world.answer = () => delivered;
    await world.clock.advance(1_000);
    expect(world.sent.slice(37).every(({ atMs }) => atMs === 61_000)).toBe(true);
    expect(relay.stats().breaker).toEqual({});
    const { entregada } = await world.queue.counts();
    expect(entregada).toBeGreaterThan(490);
  });

  it('lets one probe through at a time', async () => {
    const world = createWorld();
    world.answer = () => down;
    for (let n = 0; n < 50; n++) world.enqueue();
    await using relay = world.startRelay({ concurrency: 5 });
    await world.settle();
    world.answer = () => 'hang';
    await world.clock.advance(20_000);
    expect(world.sent).toHaveLength(6);
    expect(relay.stats()).toMatchObject({
      inFlight: 1,
      breaker: { tickets: { kind: 'probing' } },
    });
    world.finish(world.sent[5]?.id ?? 0, delivered);
    await world.settle();
    expect(world.sent).toHaveLength(6 + 5);
    for (const { id } of world.sent) world.finish(id, delivered);
  });

  it('looks through all that waits for it once a second, not at each new delivery', async () => {
    const world = createWorld();
    world.answer = () => down;
    for (let n = 0; n < 50; n++) world.enqueue();
    let looks = 0;
    const nextDueAt: typeof world.queue.nextDueAt = (target) => {
      if (target && 'except' in target) looks += 1;
      return world.queue.nextDueAt(target);
    };
    await using relay = world.startRelay({ queue: { ...world.queue, nextDueAt } });
    await world.clock.advance(4_000);
    expect(relay.stats().breaker).toMatchObject({ tickets: { kind: 'open' } });
    looks = 0;
    for (let n = 0; n < 100; n++) {
      world.enqueue();
      relay.wake('tickets');
      await world.clock.advance(10);
    }
    expect(looks).toBeLessThanOrEqual(2);
    relay.wake('elsewhere');
    await world.settle();
    expect(looks).toBeLessThanOrEqual(3);
    expect(looks).toBeGreaterThan(1);
  });

  it('probes with a new delivery at once when it may probe and nothing else is due', async () => {
    const world = createWorld();
    world.answer = () => ({ ...down, retryAfterMs: 3_600_000 });
    for (let n = 0; n < 5; n++) world.enqueue();
    await using relay = world.startRelay();
    await world.clock.advance(5_300);
    expect(relay.stats().breaker).toMatchObject({ tickets: { kind: 'open' } });
    expect(world.sent).toHaveLength(5);
    world.enqueue();
    relay.wake('tickets');
    await world.settle();
    expect(world.times().slice(5)).toEqual([5_300]);
  });

  it('attempts nothing of a claim during which it opened', async () => {
    const world = createWorld();
    world.answer = () => 'hang';
    for (let n = 0; n < 5; n++) world.enqueue();
    let claimMs = 0;
    const claim: typeof world.queue.claim = async (input) => {
      const claimed = await world.queue.claim(input);
      await world.clock.sleep(claimMs);
      return claimed;
    };
    await using relay = world.startRelay({ queue: { ...world.queue, claim } });
    await world.settle();
    claimMs = 100;
    for (let n = 0; n < 20; n++) world.enqueue();
    relay.wake();
    await world.settle();
    for (const { id } of world.sent) world.finish(id, down);
    await world.clock.advance(100);
    expect(world.sent).toHaveLength(5);
    expect(await world.queue.nextDueAt()).toBe(world.clock.now() - 100);
  });

  it('drains as soon as the probe is answered, though that takes long to record', async () => {
    const world = createWorld();
    world.answer = () => down;
    for (let n = 0; n < 10; n++) world.enqueue();
    let recordMs = 0;
    const record: typeof world.queue.record = async (given) => {
      await world.clock.sleep(recordMs);
      return world.queue.record(given);
    };
    await using _ = world.startRelay({ concurrency: 5, queue: { ...world.queue, record } });
    await world.settle();
    world.answer = () => world.clock.sleep(50).then(() => delivered);
    recordMs = 900;
    await world.clock.advance(1_050);
    expect(world.times()).toEqual([0, 0, 0, 0, 0, 1_000, 1_050, 1_050, 1_050, 1_050, 1_050]);
    await world.clock.advance(5_000);
  });

  it('does not disturb the attempts of a new order, though it is open when that comes', async () => {
    const world = createWorld();
    world.answer = () => ({ ...down, kind: 'retry', detail: '', targetDown: true, retryAfterMs: 3_600_000 });
    for (let n = 0; n < 5; n++) world.enqueue();
    await using relay = world.startRelay();
    await world.clock.advance(100_000);
    expect(relay.stats().breaker).toMatchObject({ tickets: { kind: 'open' } });
    world.answer = () => down;
    const id = world.enqueue();
    relay.wake();
    await world.clock.advance(7_000);
    expect(world.times(id)).toEqual([100_000, 101_000, 103_000, 107_000]);
  });

  it('does not let a target that is down keep another waiting', async () => {
    const world = createWorld();
    world.answer = ({ target }) => (target === 'down' ? down : delivered);
    for (let n = 0; n < 100; n++) world.enqueue({ target: 'down' });
    await using relay = world.startRelay({ concurrency: 8 });
    await world.clock.advance(500);
    const up = world.enqueue({ target: 'up' });
    relay.wake();
    await world.settle();
    expect(world.times(up)).toEqual([500]);
    expect(Object.keys(relay.stats().breaker)).toEqual(['down']);
  });

  it('sleeps while it is open', async () => {
    const world = createWorld();
    let looks = 0;
    const counting = {
      ...world.queue,
      nextDueAt: (...args: Parameters<typeof world.queue.nextDueAt>) => {
        looks += 1;
        return world.queue.nextDueAt(...args);
      },
    };
    world.answer = () => down;
    for (let n = 0; n < 100; n++) world.enqueue();
    await using _ = world.startRelay({ queue: counting });
    await world.clock.advance(31_500);
    looks = 0;
    await world.clock.advance(10_000);
    expect(looks).toBeLessThan(25);
  });
});
