import { describe, expect, it } from 'vitest';
import { createWorld } from './testing/scripted-relay.ts';

describe('the claim loop', () => {
  it('finds by polling what it was not woken for', async () => {
    const world = createWorld();
    await using _ = world.startRelay();
    await world.clock.advance(300);
    world.enqueue();
    await world.clock.advance(700);
    expect(world.times()).toEqual([1_000]);
  });

  it('looks at once when woken', async () => {
    const world = createWorld();
    await using relay = world.startRelay();
    await world.clock.advance(300);
    world.enqueue();
    relay.wake();
    await world.settle();
    expect(world.times()).toEqual([300]);
  });

  it('does not spin when another process is always faster', async () => {
    const world = createWorld();
    let claims = 0;
    const claim = async () => {
      claims += 1;
      return [];
    };
    world.enqueue();
    await using _ = world.startRelay({ queue: { ...world.queue, claim } });
    await world.clock.advance(10_000);
    expect(claims).toBe(11);
  });
});
