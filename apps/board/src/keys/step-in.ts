import type { Way } from './key-table.ts';

/** The tickets' ids as they stand: columns from left to right, each from top to bottom. */
export type Grid = readonly (readonly number[])[];
export type Place = { column: number; row: number };

export function placeOf(grid: Grid, id: number | null): Place | null {
  for (const [column, ids] of grid.entries()) {
    const row = id === null ? -1 : ids.indexOf(id);
    if (row >= 0) return { column, row };
  }
  return null;
}

/** The ticket to which a way leads from another one; from nowhere, to the first of all. Null where there is none. */
export function stepIn(grid: Grid, from: number | null, way: Way): number | null {
  const place = placeOf(grid, from);
  if (!place) return grid.find((ids) => ids.length > 0)?.[0] ?? null;
  const { column, row } = place;
  const own = grid[column] ?? [];
  switch (way) {
    case 'up':
      return own[Math.max(0, row - 1)] ?? null;
    case 'down':
      return own[Math.min(own.length - 1, row + 1)] ?? null;
    case 'first':
      return own[0] ?? null;
    case 'last':
      return own.at(-1) ?? null;
    case 'left':
      return besides(grid.slice(0, column).toReversed(), row) ?? from;
    case 'right':
      return besides(grid.slice(column + 1), row) ?? from;
  }
}

/** The ticket that is closest to a place whose own ticket has gone: what slipped into it, or else what is beside. */
export function closestTo(grid: Grid, { column, row }: Place): number | null {
  const own = grid[column] ?? [];
  const sides = [...grid.slice(0, column).toReversed(), ...grid.slice(column + 1)];
  return own[Math.min(row, own.length - 1)] ?? besides(sides, row);
}

// Columns without a ticket are passed over; a shorter one is entered at its end.
function besides(columns: Grid, row: number): number | null {
  const ids = columns.find(({ length }) => length > 0);
  return ids?.[Math.min(row, ids.length - 1)] ?? null;
}
