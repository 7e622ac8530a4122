import { createFakeClock } from '@relevo/testkit/clock';
import { expect, it } from 'vitest';
import { createConnectionWatch, silenceMs } from './connection.ts';

it('gives up a connection that fell silent again after an answer as soon as any other', () => {
  const clock = createFakeClock();
  const lost: number[] = [];
  const watch = createConnectionWatch({
    ...{ clock, random: () => 0, replaying: () => false },
    reconnect: () => void lost.push(clock.now()),
  });
  const connect = () => {
    watch.connected();
    watch.publish();
  };
  // After two connections without any answer the next one may stay silent for longer.
  for (const silent of [1, 2]) {
    connect();
    clock.advance(silent * silenceMs);
    expect(lost).toHaveLength(silent);
    watch.disconnected();
  }
  connect();
  clock.advance(silenceMs + 2_000);
  expect(watch.state.value.kind).toBe('offline');
  watch.answered();
  watch.upToDate();
  watch.publish();
  expect(watch.state.value.kind).toBe('live');
  clock.advance(silenceMs);
  expect(watch.state.value.kind).toBe('offline');
});
