import { createFakeClock } from '@relevo/testkit/clock';
import { expect, it } from 'vitest';
import { createSuspectConnection, suspectAskMs } from './suspect-connection.ts';

function suspectConnection() {
  const clock = createFakeClock();
  const asked: unknown[] = [];
  const connection = createSuspectConnection({ clock, replay: { start: (...how) => void asked.push(how) } });
  return { clock, asked, connection };
}

it('asks nothing while nothing was lost', () => {
  const { clock, asked, connection } = suspectConnection();
  clock.advance(60_000);
  expect([asked.length, connection.isSuspected()]).toEqual([0, false]);
});

it('asks quietly every second after a loss, until a position could have arrived', () => {
  const { clock, asked, connection } = suspectConnection();
  connection.suspect();
  clock.advance(suspectAskMs);
  expect(asked).toEqual([['cursor', true]]);
  clock.advance(60_000);
  expect(asked).toHaveLength(5);
  expect(connection.isSuspected()).toBe(false);
});

it('counts from the last of several losses, pauses while disconnected, and goes on with the next connection', () => {
  const { clock, asked, connection } = suspectConnection();
  connection.suspect();
  clock.advance(5_000);
  connection.suspect();
  clock.advance(4_000);
  expect(asked).toHaveLength(9);
  connection.pause();
  clock.advance(500);
  connection.resume();
  expect(connection.isSuspected()).toBe(true);
  clock.advance(suspectAskMs - 1);
  expect(asked).toHaveLength(9);
  clock.advance(1);
  expect(asked).toHaveLength(10);
  clock.advance(60_000);
  connection.pause();
  connection.resume();
  clock.advance(60_000);
  expect(asked).toHaveLength(10);
});
