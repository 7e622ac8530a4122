import { describe, expect, it } from 'vitest';
import { createWorld, delivered, down } from './testing/scripted-relay.ts';

describe('the leases of a relay', () => {
  it('takes over from a dead process within 5 s', async () => {
    const world = createWorld();
    world.enqueue();
    await world.queue.claim({ owner: 'dead', now: world.clock.now(), leaseMs: 5_000, limit: 1 });
    await using _ = world.startRelay();
    await world.clock.advance(10_000);
    expect(world.times()).toEqual([5_000]);
  });

  it('keeps the lease of an attempt that takes longer than it', async () => {
    const world = createWorld();
    world.answer = () => 'hang';
    const id = world.enqueue();
    await using _a = world.startRelay({ owner: 'a' });
    await using _b = world.startRelay({ owner: 'b' });
    await world.clock.advance(15_000);
    expect(world.sent).toHaveLength(1);
    world.finish(id, delivered);
    await world.settle();
    expect(await world.queue.find(id)).toMatchObject({ state: 'entregada', attempts: 1 });
  });

  it('never runs one delivery twice at once with two relays on one queue', async () => {
    const world = createWorld();
    const running = new Set<number>();
    let doubled = 0;
    world.answer = async ({ id, attempts }) => {
      if (running.has(id)) doubled += 1;
      running.add(id);
      await world.clock.sleep(100 + ((id * 37) % 900));
      running.delete(id);
      return attempts < 2 ? { ...down, kind: 'retry', detail: '', targetDown: false } : delivered;
    };
    for (let n = 0; n < 60; n++) world.enqueue();
    await using _a = world.startRelay({ owner: 'a', concurrency: 8 });
    await using _b = world.startRelay({ owner: 'b', concurrency: 8 });
    await world.clock.advance(60_000);
    expect(await world.queue.counts()).toMatchObject({ entregada: 60 });
    expect(world.sent).toHaveLength(180);
    expect(new Set(world.sent.map(({ by }) => by))).toEqual(new Set(['a', 'b']));
    expect(doubled).toBe(0);
  });
});

describe('a delivery stored under an initial lease', () => {
  it('is attempted at once by the process that stored it, and its caller gets the result', async () => {
    const world = createWorld();
    await using relay = world.startRelay();
    const { id, lease, result } = await world.place(relay);
    expect(lease).toMatchObject({ owner: relay.owner });
    await world.settle();
    expect(await result).toMatchObject({ deliveryId: id, next: { kind: 'delivered' } });
    expect(world.times(id)).toEqual([0]);
    expect(relay.stats()).toMatchObject({ inFlight: 0, reserved: 0, free: 128 });
  });

  it('is claimed by the loop when its process dies before starting it', async () => {
    const world = createWorld();
    world.enqueue({ lease: { owner: 'dead', until: world.clock.now() + 5_000 } });
    await using _ = world.startRelay();
    await world.clock.advance(6_000);
    expect(world.times()).toEqual([5_000]);
  });

  it('is claimed as soon as its lease has run out when the process dies while it stores it', async () => {
    const world = createWorld();
    await using dead = world.startRelay({ owner: 'dead', queue: { ...world.queue, claim: async () => [] } });
    await using _ = world.startRelay({ owner: 'b' });
    await world.settle();
    // Never resolves: the process is gone before it learns that its order is stored.
    void world.place(dead, { storing: new Promise(() => {}) });
    // Not longer: a minute later at most the other relay ends a lease that lasts for too long.
    await world.clock.advance(5_500);
    expect(world.sent.map(({ by, atMs }) => [by, atMs])).toEqual([['b', 5_000]]);
  });

  it('gives up waiting for the first result after the time allowed, or when the caller goes away', async () => {
    const world = createWorld();
    world.answer = () => 'hang';
    await using relay = world.startRelay();
    const gone = new AbortController();
    const placed = [
      await world.place(relay, { waitMs: 2_000 }),
      await world.place(relay, { waitMs: 60_000, signal: gone.signal }),
    ];
    await world.clock.advance(2_000);
    gone.abort();
    expect(await Promise.all(placed.map(({ result }) => result))).toEqual([undefined, undefined]);
    for (const { id } of placed) world.finish(id, delivered);
  });
});
