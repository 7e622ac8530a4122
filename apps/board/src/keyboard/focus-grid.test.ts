import { expect, it } from 'vitest';
import { closestTo, stepIn } from './focus-grid.ts';

const grid = [[1, 2, 3], [], [4], [5, 6]];

it('moves up and down in a column and stops at its ends', () => {
  expect(stepIn(grid, 1, 'down')).toBe(2);
  expect(stepIn(grid, 3, 'down')).toBe(3);
  expect(stepIn(grid, 1, 'up')).toBe(1);
  expect([stepIn(grid, 2, 'first'), stepIn(grid, 2, 'last')]).toEqual([1, 3]);
});

it('moves to the same row of the next column that has tickets, or to its end', () => {
  expect(stepIn(grid, 3, 'right')).toBe(4);
  expect(stepIn(grid, 6, 'left')).toBe(4);
  expect(
    stepIn(
      [
        [1, 2],
        [3, 4],
      ],
      2,
      'right',
    ),
  ).toBe(4);
  expect(stepIn(grid, 1, 'left')).toBe(1);
  expect(stepIn(grid, 6, 'right')).toBe(6);
});

it('starts at the first ticket of all, and nowhere on an empty board', () => {
  expect(stepIn(grid, null, 'down')).toBe(1);
  expect(stepIn(grid, 99, 'left')).toBe(1);
  expect(stepIn([[], []], null, 'down')).toBeNull();
});

it('finds the ticket that took the place of one that has left, or its neighbour', () => {
  expect(closestTo([[1, 3], []], { column: 0, row: 1 })).toBe(3);
  expect(closestTo([[1, 2], []], { column: 0, row: 2 })).toBe(2);
  expect(closestTo([[], [7, 8]], { column: 0, row: 1 })).toBe(8);
  expect(closestTo([[], []], { column: 0, row: 0 })).toBeNull();
});
