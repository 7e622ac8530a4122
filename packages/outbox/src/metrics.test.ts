import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { addRelayMetrics } from './metrics.ts';
import { createWorld, delivered, down } from './testing/scripted-relay.ts';

it('tells that a breaker is open, and no longer once the target is back', async () => {
  const world = createWorld();
  world.answer = () => down;
  for (let n = 0; n < 5; n++) world.enqueue();
  await using relay = world.startRelay({ concurrency: 5 });
  await world.settle();
  const registry = new Registry();
  addRelayMetrics({ registry }, { queue: world.queue, relay, clock: world.clock });
  const open = async () => /^relevo_relay_breaker_open.* 1$/m.test(await registry.metrics());
  expect(await open()).toBe(true);
  world.answer = () => delivered;
  await world.clock.advance(2_000);
  expect(await open()).toBe(false);
});
