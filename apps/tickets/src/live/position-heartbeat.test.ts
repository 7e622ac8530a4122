import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { tellInTurns } from './position-heartbeat.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function heartbeat(boards: string[]) {
  let now = 0;
  let rounds = 0;
  const lots: { at: number; round: number; some: string[] }[] = [];
  const turns = tellInTurns<string>({
    begin() {
      const round = ++rounds;
      return (some) => void lots.push({ at: now, round, some });
    },
    intervalMs: 5_000,
    now: () => now,
  });
  for (const board of boards) turns.add(board);
  /** The clock goes on; the timer comes only at the end when the event loop is `busy`. */
  const pass = (ms: number, { busy = false } = {}) => {
    lots.length = 0;
    if (busy) now += ms;
    else
      for (let step = 0; step < ms; step += 1) {
        now += 1;
        vi.advanceTimersByTime(1);
      }
    if (busy) vi.advanceTimersByTime(ms);
    return lots.flatMap(({ some }) => some);
  };
  return { turns, pass, lots };
}

const boards = Array.from({ length: 120 }, (_, nth) => `board ${nth}`);

it('tells every board once in an interval, a few at a time within half a second', () => {
  const { turns, pass, lots } = heartbeat(boards);
  pass(4_990);
  for (let round = 1; round < 4; round += 1) {
    expect(pass(5_000).toSorted()).toEqual(boards.toSorted());
    expect(new Set(lots.map((lot) => lot.round))).toEqual(new Set([round]));
    expect(Math.max(...lots.map(({ some }) => some.length))).toBeLessThanOrEqual(3);
    expect((lots.at(-1)?.at ?? 0) - (lots[0]?.at ?? 0)).toBeLessThanOrEqual(500);
    expect(lots.length).toBe(50);
  }
  turns.stop();
  expect(pass(5_000)).toEqual([]);
});

it('tells a board that came later within an interval, and none that has gone', () => {
  const { turns, pass } = heartbeat(boards);
  pass(5_200);
  turns.remove('board 7');
  turns.add('late');
  pass(300);
  expect(pass(5_000).toSorted()).toEqual(
    [...boards.filter((board) => board !== 'board 7'), 'late'].toSorted(),
  );
  turns.stop();
});

it('tells nobody later because the event loop was busy, and nobody twice', () => {
  const { turns, pass } = heartbeat(boards);
  pass(5_000);
  expect(pass(250, { busy: true }).length).toBeGreaterThanOrEqual(55);
  pass(300);
  const afterLong = pass(60_000, { busy: true });
  expect(afterLong.toSorted()).toEqual(boards.toSorted());
  turns.stop();
});
