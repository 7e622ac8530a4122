import { describe, expect, it } from 'vitest';
import { createWorld, delivered, down } from './testing/scripted-relay.ts';

const S = 1_000;

describe('the schedule of a relay', () => {
  it('attempts at exactly 0, 1, 3 and 7 s and then by the tail', async () => {
    const world = createWorld();
    world.answer = () => down;
    const id = world.enqueue();
    await using _ = world.startRelay();
    await world.clock.advance(220 * S);
    expect(world.times(id)).toEqual([0, 1 * S, 3 * S, 7 * S, 37 * S, 97 * S, 217 * S]);
    expect((await world.queue.attemptsOf(id)).map(({ n }) => n)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('counts each wait from the end of the attempt before', async () => {
    const world = createWorld();
    world.answer = () => world.clock.sleep(300).then(() => down);
    const id = world.enqueue();
    await using _ = world.startRelay();
    await world.clock.advance(9 * S);
    expect(world.times(id)).toEqual([0, 1_300, 3_600, 7_900]);
  });

  it('goes on after a restart where the one before left off', async () => {
    const world = createWorld();
    world.answer = () => down;
    const id = world.enqueue();
    {
      await using _ = world.startRelay({ owner: 'before' });
      await world.clock.advance(2 * S);
    }
    await using _ = world.startRelay({ owner: 'after' });
    await world.clock.advance(40 * S);
    expect(world.times(id)).toEqual([0, 1 * S, 3 * S, 7 * S, 37 * S]);
    expect(world.sent.map(({ by }) => by)).toEqual(['before', 'before', 'after', 'after', 'after']);
  });

  it('makes up at once for the attempts that fell due while nothing ran', async () => {
    const world = createWorld();
    world.answer = () => down;
    const id = world.enqueue();
    {
      await using _ = world.startRelay();
      await world.clock.advance(100);
    }
    await world.clock.advance(60 * S);
    world.answer = () => delivered;
    await using _ = world.startRelay();
    await world.settle();
    expect(world.times(id)).toEqual([0, 60_100]);
    expect(await world.queue.find(id)).toMatchObject({ state: 'entregada' });
  });

  it('waits at least as long as Retry-After says, and at most an hour', async () => {
    const world = createWorld();
    const waits = [5 * S, 10 * 3_600 * S];
    world.answer = () => ({
      ...down,
      kind: 'retry',
      detail: '',
      targetDown: false,
      retryAfterMs: waits.shift(),
    });
    const id = world.enqueue();
    await using _ = world.startRelay();
    await world.clock.advance(3_605 * S);
    expect(world.times(id)).toEqual([0, 5 * S, 3_605 * S]);
  });

  it('gives up past 72 hours, and starts afresh when asked to by hand', async () => {
    const world = createWorld();
    world.answer = () => down;
    const id = world.enqueue();
    // A slow poll: three days of looking every second would only make this test long.
    await using relay = world.startRelay({ pollMs: 3_600 * S });
    await world.clock.advance(74 * 3_600 * S);
    expect(await world.queue.find(id)).toMatchObject({
      state: 'rechazada',
      reason: expect.stringContaining('ECONNREFUSED'),
    });
    const before = world.sent.length;
    const retriedAt = world.elapsed();
    await world.queue.retry({ ids: [id] }, world.clock.now());
    relay.wake();
    await world.clock.advance(7 * S);
    expect(world.times(id).slice(before)).toEqual([0, 1, 3, 7].map((s) => retriedAt + s * S));
  });

  it('does not attempt again what was delivered or rejected', async () => {
    const world = createWorld();
    world.answer = ({ id }) => (id === 1 ? delivered : { kind: 'rejected', status: 400, detail: 'no' });
    world.enqueue();
    world.enqueue();
    await using _ = world.startRelay();
    await world.clock.advance(600 * S);
    expect(world.times()).toEqual([0, 0]);
  });

  it('tries again later when delivering throws', async () => {
    const world = createWorld();
    world.answer = () => {
      throw new Error('a bug');
    };
    const id = world.enqueue();
    await using relay = world.startRelay();
    await world.clock.advance(1 * S);
    expect(world.times(id)).toEqual([0, 1 * S]);
    expect(relay.stats().breaker).toEqual({});
    expect(await world.queue.attemptsOf(id)).toMatchObject([{ detail: 'fallo interno al enviar' }, {}]);
  });

  it('cuts off an attempt that never ends', async () => {
    const world = createWorld();
    world.answer = () => 'hang';
    const id = world.enqueue();
    await using relay = world.startRelay({ attemptLimitMs: 20 * S });
    await world.clock.advance(20 * S);
    expect(world.sent[0]?.signal.aborted).toBe(true);
    expect(await world.queue.attemptsOf(id)).toMatchObject([
      { detail: 'sin respuesta en 20 s', durationMs: 20 * S },
    ]);
    expect(relay.stats().inFlight).toBe(0);
  });
});
