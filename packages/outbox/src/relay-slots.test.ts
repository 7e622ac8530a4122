import { describe, expect, it } from 'vitest';
import { createWorld, delivered, down } from './testing/scripted-relay.ts';

describe('the slots of a relay', () => {
  it('never runs more at once than it may, and always as many as it may', async () => {
    const world = createWorld();
    let running = 0;
    let most = 0;
    world.answer = async () => {
      running += 1;
      most = Math.max(most, running);
      await world.clock.sleep(100);
      running -= 1;
      return delivered;
    };
    for (let n = 0; n < 40; n++) world.enqueue();
    await using _ = world.startRelay({ concurrency: 4 });
    await world.clock.advance(1_000);
    expect(most).toBe(4);
    expect(await world.queue.counts()).toMatchObject({ entregada: 40 });
  });

  it('has the next one ready: it goes when an attempt ends, not when that is recorded', async () => {
    const world = createWorld();
    let recordMs = 100;
    const record: typeof world.queue.record = async (given) => {
      await world.clock.sleep(recordMs);
      return world.queue.record(given);
    };
    for (let n = 0; n < 5; n++) world.enqueue();
    await using _ = world.startRelay({ concurrency: 1, queue: { ...world.queue, record } });
    await world.clock.advance(50);
    expect(world.times()).toEqual([0, 0, 0, 0]);
    await world.clock.advance(100);
    expect(world.times()).toEqual([0, 0, 0, 0, 100]);
    recordMs = 0;
    await world.clock.advance(500);
    expect(await world.queue.counts()).toMatchObject({ entregada: 5 });
  });

  it.each(['the breaker opens', 'the relay closes'])(
    'hands back what waits for its turn when %s, without an attempt',
    async (event) => {
      const world = createWorld();
      world.answer = () => 'hang';
      const [first, second] = [world.enqueue(), world.enqueue()];
      await using relay = world.startRelay({ concurrency: 1, breaker: { failuresToOpen: 1 } });
      await world.settle();
      const closing = event === 'the relay closes' ? relay[Symbol.asyncDispose]() : undefined;
      world.finish(first, down);
      await world.settle();
      await closing;
      expect(world.times(second)).toEqual([]);
      expect(await world.queue.attemptsOf(first)).toHaveLength(1);
      expect(await world.queue.nextDueAt()).toBe(world.clock.now());
    },
  );

  it('does not attempt what waited for its turn until its lease had run out', async () => {
    const world = createWorld();
    world.answer = () => 'hang';
    const renew = () => Promise.reject(new Error('storage unavailable'));
    const [first, second] = [world.enqueue(), world.enqueue()];
    await using _ = world.startRelay({ concurrency: 1, queue: { ...world.queue, renew } });
    await world.clock.advance(4_900);
    const claim = world.queue.claim({ owner: 'b', now: world.clock.now() + 100, leaseMs: 5_000, limit: 9 });
    expect((await claim).map(({ id }) => id)).toEqual([first, second]);
    await world.clock.advance(200);
    world.finish(first, delivered);
    await world.settle();
    expect(world.times(second)).toEqual([]);
  });

  it('keeps slots for what is being stored, but as many as are attempted at once for what is due', async () => {
    const world = createWorld();
    world.answer = () => 'hang';
    await using relay = world.startRelay({ concurrency: 3 });
    const leases: unknown[] = [];
    const storing = Array.from({ length: 10 }, () => Promise.withResolvers<{ delivery: undefined }>());
    const placing = storing.map(({ promise }) => {
      const store = (lease: unknown) => {
        leases.push(lease);
        return promise;
      };
      return relay.deliver({ target: 'tickets', waitMs: 0, store });
    });
    expect(leases.map((lease) => lease !== undefined)).toEqual([...Array(9).fill(true), false]);
    expect(relay.stats()).toMatchObject({ inFlight: 0, reserved: 9, free: 3 });
    for (let n = 0; n < 4; n++) world.enqueue();
    relay.wake();
    await world.settle();
    expect(relay.stats()).toMatchObject({ inFlight: 3, reserved: 9, free: 0 });
    // One is not stored after all, and one was there already.
    storing[0]?.reject(new Error('conflict'));
    storing[1]?.resolve({ delivery: undefined });
    await expect(placing[0]).rejects.toThrow('conflict');
    expect(await (await placing[1])?.result).toBeUndefined();
    await world.settle();
    expect(relay.stats()).toMatchObject({ inFlight: 3, reserved: 7, free: 2 });
    expect((await world.place(relay, { waitMs: 0 })).lease).toBeUndefined();
    world.answer = () => delivered;
    for (const { id } of world.sent) world.finish(id, delivered);
    await world.settle();
    expect(await world.queue.counts()).toMatchObject({ entregada: 5 });
  });

  it('frees a reserved slot when its lease ends before the delivery is stored', async () => {
    const world = createWorld();
    await using relay = world.startRelay({ concurrency: 1 });
    const storing = Promise.withResolvers<void>();
    const placing = world.place(relay, { storing: storing.promise });
    await world.clock.advance(4_999);
    expect(world.sent).toEqual([]);
    await world.clock.advance(1_001);
    expect(world.times()).toEqual([5_000]);
    // It is stored too late: its slot is gone, and the loop has delivered it.
    storing.resolve();
    await placing;
    await world.settle();
    expect(world.sent).toHaveLength(1);
    expect(relay.stats()).toMatchObject({ inFlight: 0, reserved: 0, free: 4 });
  });

  it('leaves a delivery whose slot ran out while it was being stored to the loop', async () => {
    const world = createWorld();
    world.answer = ({ id }) => (id === 1 ? 'hang' : delivered);
    const busy = world.enqueue();
    await using relay = world.startRelay({ concurrency: 1 });
    const store = async () => {
      await world.clock.sleep(6_000);
      // Its lease in the queue is longer than that of its slot.
      const id = world.enqueue({ lease: { owner: relay.owner, until: world.clock.now() + 60_000 } });
      return { id, delivery: await world.queue.find(id) };
    };
    const placing = relay.deliver({ target: 'tickets', waitMs: 0, store });
    await world.clock.advance(6_000);
    const { id } = (await placing).stored;
    expect(world.times(id)).toEqual([]);
    await world.clock.advance(100);
    world.finish(busy, delivered);
    await world.settle();
    expect(world.times(id)).toEqual([6_100]);
  });

  it('does not attempt twice at once what is handed to it twice', async () => {
    const world = createWorld();
    world.answer = () => 'hang';
    await using relay = world.startRelay();
    const { id, lease, delivery } = await world.place(relay);
    for (let n = 0; n < 2; n++) {
      await relay.deliver({ target: 'tickets', waitMs: 0, store: async () => ({ delivery }) });
    }
    await world.settle();
    expect(world.sent).toHaveLength(1);
    expect(relay.stats()).toMatchObject({ inFlight: 1, reserved: 0, free: 127 });
    expect(await world.queue.nextDueAt()).toBe(lease?.until);
    world.finish(id, down);
  });
});
