import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { addRelayMetrics } from './metrics.ts';
import { type ClockOffset, compareClocks } from './relay-time.ts';
import { createWorld, delivered, down } from './testing/scripted-relay.ts';

const S = 1_000;
const HOUR = 3_600 * S;
const DAY = 24 * HOUR;

describe('the comparison of the two clocks', () => {
  /** Looks once a second for so many seconds. @returns the jumps, by the second in which they were seen */
  function jumpsOf(seconds: number, wallAt: (second: number) => number): [second: number, jumpMs: number][] {
    let offset: ClockOffset | undefined;
    const jumps: [number, number][] = [];
    for (let second = 0; second <= seconds; second++) {
      const compared = compareClocks(offset, { wall: wallAt(second), monotonic: second * S });
      offset = compared.offset;
      if (compared.jumpMs !== 0) jumps.push([second, Math.round(compared.jumpMs)]);
    }
    return jumps;
  }

  it('sees each time that the clock is set, ahead or back, and by how much', () => {
    const ahead = (second: number) => (second >= 10 && second < 40 ? 4 * DAY : 0);
    expect(jumpsOf(100, (second) => second * S + ahead(second))).toEqual([
      [10, 4 * DAY],
      [40, -4 * DAY],
    ]);
  });

  it('sees no jump in a step of less than 2 s, nor in a clock that is slewed to the right time', () => {
    expect(jumpsOf(10, (second) => second * S + (second >= 5 ? 1_900 : 0))).toEqual([]);
    expect(jumpsOf(DAY / S, (second) => second * S * 1.000_5)).toEqual([]);
  });

  it('sees a clock that stands still or runs slow as set back, twice a minute at most', () => {
    expect(jumpsOf(120, () => 0).map(([second]) => second)).toEqual([3, 33, 63, 93]);
    expect(jumpsOf(120, (second) => (second * S) / 2).length).toBeGreaterThanOrEqual(4);
  });
});

describe('a relay on a machine whose clock is set', () => {
  it('sends at once what waited by the old time, when the clock is set back a day', async () => {
    const world = createWorld();
    world.answer = () => down;
    await using relay = world.startRelay();
    const waiting = [1, 2, 3].map(() => world.enqueue());
    await world.clock.advance(8 * S);
    world.clock.set(-DAY);
    world.answer = () => delivered;
    await world.clock.advance(2 * S);
    expect(await world.queue.counts()).toMatchObject({ pendiente: 0, entregada: waiting.length });
    expect(relay.stats().clockJumps).toEqual({ ahead: 0, back: 1 });
    expect(world.logged).toContain('the clock of this machine was set');
  });

  it.each([
    ['back an hour', -HOUR],
    ['ahead an hour', HOUR],
    ['ahead four days', 4 * DAY],
  ])('keeps its probes and its schedule when the clock is set %s', async (_, ms) => {
    const world = createWorld();
    world.answer = () => down;
    await using relay = world.startRelay();
    for (let n = 0; n < 6; n++) world.enqueue();
    await world.clock.advance(10 * S);
    expect(relay.stats().breaker.tickets).toMatchObject({ kind: 'open' });
    world.clock.set(ms);
    await world.clock.advance(60 * S);
    world.answer = () => delivered;
    await world.clock.advance(40 * S);
    expect(await world.queue.counts()).toMatchObject({ pendiente: 0, rechazada: 0, entregada: 6 });
  });

  it('rejects nothing for a clock that is four days ahead for half a minute', async () => {
    const world = createWorld();
    world.answer = () => down;
    await using relay = world.startRelay();
    const id = world.enqueue();
    await world.clock.advance(2 * S);
    world.clock.set(4 * DAY);
    await world.clock.advance(30 * S);
    expect(await world.queue.find(id)).toMatchObject({ state: 'pendiente' });
    world.clock.set(-4 * DAY);
    world.answer = () => delivered;
    await world.clock.advance(2 * S);
    expect(await world.queue.find(id)).toMatchObject({ state: 'entregada' });
    expect(relay.stats().clockJumps).toEqual({ ahead: 1, back: 1 });
  });

  it('does not count the days on which the machine was switched off as tried', async () => {
    const world = createWorld();
    world.answer = () => down;
    const id = world.enqueue();
    {
      await using _ = world.startRelay();
      await world.clock.advance(3 * S);
    }
    await world.clock.advance(4 * DAY);
    await using _ = world.startRelay();
    await world.clock.advance(5 * S);
    expect(await world.queue.find(id)).toMatchObject({ state: 'pendiente' });
  });

  it('counts none of the time in which nothing waited', async () => {
    const world = createWorld();
    await using _ = world.startRelay({ pollMs: HOUR });
    await world.clock.advance(100 * HOUR);
    world.answer = () => down;
    const id = world.enqueue();
    await world.clock.advance(70 * HOUR);
    expect(await world.queue.find(id)).toMatchObject({ state: 'pendiente' });
    await world.clock.advance(5 * HOUR);
    expect(await world.queue.find(id)).toMatchObject({ state: 'rechazada' });
  });

  it('believes that a target is back as soon as it is heard of, though the clock was set back meanwhile', async () => {
    const world = createWorld();
    world.answer = () => ({ kind: 'retry', status: 404, detail: 'no', slow: true, targetDown: true });
    await using relay = world.startRelay();
    const id = world.enqueue();
    await world.clock.advance(500);
    world.clock.set(-HOUR);
    world.answer = () => delivered;
    await world.clock.advance(1 * S);
    relay.heard('tickets');
    await world.settle();
    expect(await world.queue.find(id)).toMatchObject({ state: 'entregada' });
  });

  it('notices at the start that the clock was set back while nothing ran', async () => {
    const world = createWorld();
    world.answer = () => down;
    const id = world.enqueue();
    {
      await using _ = world.startRelay();
      await world.clock.advance(8 * S);
    }
    world.clock.set(-HOUR);
    world.answer = () => delivered;
    await using relay = world.startRelay();
    await world.clock.advance(1 * S);
    expect(await world.queue.find(id)).toMatchObject({ state: 'entregada' });
    expect(relay.stats().clockJumps).toEqual({ ahead: 0, back: 1 });
  });

  it('sends soon what was being sent when the clock was set back, and failed', async () => {
    const world = createWorld();
    world.answer = () => 'hang';
    await using _ = world.startRelay();
    const { id } = await world.place(_);
    await world.clock.advance(2 * S);
    world.clock.set(-HOUR);
    await world.clock.advance(2 * S);
    world.finish(id, down);
    world.answer = () => delivered;
    await world.clock.advance(5 * S);
    expect(await world.queue.find(id)).toMatchObject({ state: 'entregada' });
  });

  it('stores how long an attempt took, and not how far the clock was set meanwhile', async () => {
    const world = createWorld();
    world.answer = () => 'hang';
    const id = world.enqueue();
    await using _ = world.startRelay();
    await world.clock.advance(2 * S);
    world.clock.set(-HOUR);
    world.finish(id, delivered);
    await world.settle();
    const [attempt] = await world.queue.attemptsOf(id);
    expect(attempt).toMatchObject({ durationMs: 2 * S, startedAt: world.clock.now() - 2 * S });
  });

  it('tells the age of the oldest as it is, also below 0, and counts the jumps', async () => {
    const world = createWorld();
    world.answer = () => down;
    await using relay = world.startRelay();
    world.enqueue();
    await world.clock.advance(2 * S);
    world.clock.set(-DAY);
    await world.clock.advance(3 * S);
    const registry = new Registry();
    addRelayMetrics({ registry }, { queue: world.queue, relay, clock: world.clock });
    const said = await registry.metrics();
    expect(said).toMatch(/^relevo_delivery_oldest_pending_seconds -86395$/m);
    expect(said).toMatch(/^relevo_clock_jumps_total\{direction="back"\} 1$/m);
  });
});
