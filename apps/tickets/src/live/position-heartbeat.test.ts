import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { startHeartbeat } from './position-heartbeat.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function heartbeat(boards: string[]) {
  let now = 0;
  let rounds = 0;
  const batches: { at: number; round: number; boards: string[] }[] = [];
  const beat = startHeartbeat<string>({
    startRound() {
      const round = ++rounds;
      return (boards) => void batches.push({ at: now, round, boards });
    },
    intervalMs: 5_000,
    now: () => now,
  });
  for (const board of boards) beat.add(board);
  /** Lets time pass; with a `busy` event loop the timer fires only at the end. */
  const pass = (ms: number, { busy = false } = {}) => {
    batches.length = 0;
    if (busy) now += ms;
    else
      for (let step = 0; step < ms; step += 1) {
        now += 1;
        vi.advanceTimersByTime(1);
      }
    if (busy) vi.advanceTimersByTime(ms);
    return batches.flatMap((batch) => batch.boards);
  };
  return { beat, pass, batches };
}

const boards = Array.from({ length: 120 }, (_, nth) => `board ${nth}`);

it('serves every board once in an interval, a few at a time within half a second', () => {
  const { beat, pass, batches } = heartbeat(boards);
  pass(4_990);
  for (let round = 1; round < 4; round += 1) {
    expect(pass(5_000).toSorted()).toEqual(boards.toSorted());
    expect(new Set(batches.map((batch) => batch.round))).toEqual(new Set([round]));
    expect(Math.max(...batches.map((batch) => batch.boards.length))).toBeLessThanOrEqual(3);
    expect((batches.at(-1)?.at ?? 0) - (batches[0]?.at ?? 0)).toBeLessThanOrEqual(500);
    expect(batches.length).toBe(50);
  }
  beat.stop();
  expect(pass(5_000)).toEqual([]);
});

it('serves a board that came later within an interval, and none that has gone', () => {
  const { beat, pass } = heartbeat(boards);
  pass(5_200);
  beat.remove('board 7');
  beat.add('late');
  pass(300);
  expect(pass(5_000).toSorted()).toEqual(
    [...boards.filter((board) => board !== 'board 7'), 'late'].toSorted(),
  );
  beat.stop();
});

it('serves no board later, and none twice, when the event loop was busy', () => {
  const { beat, pass } = heartbeat(boards);
  pass(5_000);
  expect(pass(250, { busy: true }).length).toBeGreaterThanOrEqual(55);
  pass(300);
  const afterLong = pass(60_000, { busy: true });
  expect(afterLong.toSorted()).toEqual(boards.toSorted());
  beat.stop();
});

it('serves every board at once when there is news, and goes on from there', () => {
  const { beat, pass } = heartbeat(boards);
  pass(2_000);
  beat.hurry();
  expect(pass(600).toSorted()).toEqual(boards.toSorted());
  expect(pass(4_300)).toEqual([]);
  expect(pass(700).toSorted()).toEqual(boards.toSorted());
  beat.stop();
});

it('serves every board once more when news comes in the middle of a round, however much of it', () => {
  const { beat, pass } = heartbeat(boards);
  pass(5_200);
  beat.hurry();
  beat.hurry();
  const served = pass(900);
  for (const board of boards) expect([1, 2]).toContain(served.filter((one) => one === board).length);
  expect(pass(4_000)).toEqual([]);
  beat.stop();
});

it('keeps none of 10 000 boards that have left', () => {
  const { beat, pass } = heartbeat([]);
  for (let nth = 0; nth < 10_000; nth += 1) {
    beat.add(`board ${nth}`);
    if (nth >= 100) beat.remove(`board ${nth - 100}`);
  }
  expect(beat.size()).toBe(100);
  for (let nth = 9_900; nth < 10_000; nth += 1) beat.remove(`board ${nth}`);
  expect(beat.size()).toBe(0);
  expect(pass(6_000)).toEqual([]);
  beat.stop();
});
