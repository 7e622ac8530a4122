import { createFakeClock } from '@relevo/testkit/clock';
import { expect, it } from 'vitest';
import { createSuspectConnection, suspectAskMs } from './suspect-connection.ts';

function aLine() {
  const clock = createFakeClock();
  const asked: unknown[] = [];
  const line = createSuspectConnection({ clock, replay: { start: (...how) => void asked.push(how) } });
  return { clock, asked, line };
}

it('asks nothing while nothing was lost', () => {
  const { clock, asked, line } = aLine();
  clock.advance(60_000);
  expect([asked.length, line.isSuspected()]).toEqual([0, false]);
});

it('asks every second after a loss, quietly, until a position could have come through', () => {
  const { clock, asked, line } = aLine();
  line.suspect();
  clock.advance(suspectAskMs);
  expect(asked).toEqual([['cursor', true]]);
  clock.advance(60_000);
  expect(asked).toHaveLength(5);
  expect(line.isSuspected()).toBe(false);
});

it('goes on from the last of several losses, rests without a connection, and still doubts the next one', () => {
  const { clock, asked, line } = aLine();
  line.suspect();
  clock.advance(5_000);
  line.suspect();
  clock.advance(4_000);
  expect(asked).toHaveLength(9);
  line.pause();
  clock.advance(500);
  line.resume();
  expect(line.isSuspected()).toBe(true);
  clock.advance(suspectAskMs - 1);
  expect(asked).toHaveLength(9);
  clock.advance(1);
  expect(asked).toHaveLength(10);
  clock.advance(60_000);
  line.pause();
  line.resume();
  clock.advance(60_000);
  expect(asked).toHaveLength(10);
});
