import { describe, expect, it } from 'vitest';
import { createTurns } from './event-loop-budget.ts';

/** Work that takes 3 ms each, in turns of at most 5 ms, on a loop that is turned by hand. */
function handTurned() {
  const done: number[] = [];
  let time = 0;
  let next: (() => void) | undefined;
  const turns = createTurns({
    budgetMs: 5,
    now: () => time,
    nextTurn: (turn) => {
      next = turn;
    },
  });
  return {
    done,
    work: (name: number) =>
      turns.begin(() => {
        time += 3;
        done.push(name);
      }),
    turn() {
      const turn = next;
      next = undefined;
      turn?.();
    },
    hasNext: () => next !== undefined,
    backlogMs: turns.backlogMs,
  };
}

describe('turns', () => {
  it('begin work at once until the turn is long enough, and the rest in order in the next ones', () => {
    const { done, work, turn } = handTurned();
    for (const name of [1, 2, 3, 4, 5]) work(name);
    expect(done).toEqual([1, 2]);
    turn();
    expect(done).toEqual([1, 2, 3, 4]);
    work(6);
    turn();
    expect(done).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('let nobody past those who wait', () => {
    const { done, work, turn } = handTurned();
    for (const name of [1, 2, 3]) work(name);
    turn();
    work(4);
    work(5);
    expect(done).toEqual([1, 2, 3, 4]);
    turn();
    expect(done).toEqual([1, 2, 3, 4, 5]);
  });

  it('come to rest when nothing waits', () => {
    const { work, turn, hasNext } = handTurned();
    work(1);
    turn();
    expect(hasNext()).toBe(false);
  });

  it('tell how long what waits will take, by what others took', () => {
    const { work, turn, backlogMs } = handTurned();
    for (let name = 0; name < 200; name += 1) {
      work(name);
      turn();
    }
    expect(backlogMs()).toBe(0);
    for (let name = 0; name < 12; name += 1) work(name);
    expect(backlogMs()).toBeCloseTo(30, 0);
  });

  it('take no stop of the whole process for the time that work takes', () => {
    const time = { ms: 0 };
    let next = () => {};
    const turns = createTurns({ now: () => time.ms, nextTurn: (turn) => (next = turn) });
    turns.begin(() => {
      time.ms += 3_600_000;
    });
    turns.begin(() => {});
    expect(turns.backlogMs()).toBeLessThan(5);
    next();
    expect(turns.backlogMs()).toBe(0);
  });

  it('go on after work that throws', () => {
    const time = { ms: 0 };
    let next = () => {};
    const turns = createTurns({ budgetMs: 5, now: () => time.ms, nextTurn: (turn) => (next = turn) });
    const seen: string[] = [];
    turns.begin(() => {
      time.ms += 9;
    });
    turns.begin(() => {
      throw new Error('roto');
    });
    turns.begin(() => seen.push('después'));
    expect(() => next()).toThrow('roto');
    next();
    expect(seen).toEqual(['después']);
  });
});
