import { describe, expect, it } from 'vitest';
import { createEventLoopBudget } from './event-loop-budget.ts';

/** Work that takes 3 ms each, in turns of at most 5 ms, on a loop that is turned by hand. */
function handTurned() {
  const done: number[] = [];
  let time = 0;
  let next: (() => void) | undefined;
  const budget = createEventLoopBudget({
    budgetMs: 5,
    now: () => time,
    nextTurn: (turn) => {
      next = turn;
    },
  });
  return {
    done,
    work: (name: number) =>
      budget.start(() => {
        time += 3;
        done.push(name);
      }),
    turn() {
      const turn = next;
      next = undefined;
      turn?.();
    },
    hasNext: () => next !== undefined,
    backlogMs: budget.backlogMs,
  };
}

describe('the event loop budget', () => {
  it('starts work at once until the turn is long enough, and the rest in order in the next turns', () => {
    const { done, work, turn } = handTurned();
    for (const name of [1, 2, 3, 4, 5]) work(name);
    expect(done).toEqual([1, 2]);
    turn();
    expect(done).toEqual([1, 2, 3, 4]);
    work(6);
    turn();
    expect(done).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('starts new work only after the work that waits', () => {
    const { done, work, turn } = handTurned();
    for (const name of [1, 2, 3]) work(name);
    turn();
    work(4);
    work(5);
    expect(done).toEqual([1, 2, 3, 4]);
    turn();
    expect(done).toEqual([1, 2, 3, 4, 5]);
  });

  it('schedules no turn when nothing waits', () => {
    const { work, turn, hasNext } = handTurned();
    work(1);
    turn();
    expect(hasNext()).toBe(false);
  });

  it('estimates how long the waiting work will take from what earlier work took', () => {
    const { work, turn, backlogMs } = handTurned();
    for (let name = 0; name < 200; name += 1) {
      work(name);
      turn();
    }
    expect(backlogMs()).toBe(0);
    for (let name = 0; name < 12; name += 1) work(name);
    expect(backlogMs()).toBeCloseTo(30, 0);
  });

  it('does not take a stop of the whole process for the duration of work', () => {
    const time = { ms: 0 };
    let next = () => {};
    const budget = createEventLoopBudget({ now: () => time.ms, nextTurn: (turn) => (next = turn) });
    budget.start(() => {
      time.ms += 3_600_000;
    });
    budget.start(() => {});
    expect(budget.backlogMs()).toBeLessThan(5);
    next();
    expect(budget.backlogMs()).toBe(0);
  });

  it('goes on after work that throws', () => {
    const time = { ms: 0 };
    let next = () => {};
    const budget = createEventLoopBudget({
      budgetMs: 5,
      now: () => time.ms,
      nextTurn: (turn) => (next = turn),
    });
    const seen: string[] = [];
    budget.start(() => {
      time.ms += 9;
    });
    budget.start(() => {
      throw new Error('roto');
    });
    budget.start(() => seen.push('después'));
    expect(() => next()).toThrow('roto');
    next();
    expect(seen).toEqual(['después']);
  });
});
