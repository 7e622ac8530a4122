import { createFakeClock } from '@relevo/testkit/clock';
import { expect, it } from 'vitest';
import { createConnectionWatch, silenceMs } from './connection.ts';

it('doubts a line that has broken its silence with an answer as soon as any other', () => {
  const clock = createFakeClock();
  const lost: number[] = [];
  const link = createConnectionWatch({
    ...{ clock, random: () => 0, replaying: () => false },
    reconnect: () => void lost.push(clock.now()),
  });
  const connect = () => {
    link.connected();
    link.publish();
  };
  // Two connections that brought nothing: the next one may be silent for longer before it is given up.
  for (const silent of [1, 2]) {
    connect();
    clock.advance(silent * silenceMs);
    expect(lost).toHaveLength(silent);
    link.disconnected();
  }
  connect();
  clock.advance(silenceMs + 2_000);
  expect(link.connection.value.kind).toBe('offline');
  link.answered();
  link.upToDate();
  link.publish();
  expect(link.connection.value.kind).toBe('live');
  clock.advance(silenceMs);
  expect(link.connection.value.kind).toBe('offline');
});
