import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { tellInTurns } from './tell-in-turns.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function heartbeat(boards: string[]) {
  let now = 0;
  const lots: string[][] = [];
  const turns = tellInTurns<string>({ tell: (some) => lots.push(some), intervalMs: 5_000, now: () => now });
  for (const board of boards) turns.add(board);
  /** The clock goes on; the timer comes only at the end when the event loop is `busy`. */
  const pass = (ms: number, { busy = false } = {}) => {
    lots.length = 0;
    const steps = busy ? 1 : ms / 100;
    for (let step = 0; step < steps; step += 1) {
      now += ms / steps;
      vi.advanceTimersByTime(100);
    }
    return lots;
  };
  return { turns, pass };
}

const boards = Array.from({ length: 120 }, (_, nth) => `board ${nth}`);

it('tells every board once in an interval, a few at a time', () => {
  const { turns, pass } = heartbeat(boards);
  for (let round = 0; round < 3; round += 1) {
    const lots = pass(5_000);
    expect(lots.flat().toSorted()).toEqual(boards.toSorted());
    expect(Math.max(...lots.map((lot) => lot.length))).toBeLessThanOrEqual(3);
  }
  turns.stop();
  expect(pass(5_000)).toEqual([]);
});

it('tells a board that came later within an interval, and none that has gone', () => {
  const { turns, pass } = heartbeat(boards);
  pass(1_700);
  turns.remove('board 7');
  turns.add('late');
  const lots = pass(5_000);
  expect(lots.flat().toSorted()).toEqual(
    [...boards.filter((board) => board !== 'board 7'), 'late'].toSorted(),
  );
  turns.stop();
});

it('tells nobody later because the event loop was busy, and nobody twice', () => {
  const { turns, pass } = heartbeat(boards);
  expect(pass(2_500, { busy: true }).flat()).toHaveLength(60 + 10);
  expect([...pass(2_500)].flat()).toHaveLength(60 - 10);
  expect(pass(60_000, { busy: true }).flat().toSorted()).toEqual(boards.toSorted());
  turns.stop();
});
