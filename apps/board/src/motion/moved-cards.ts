import type { State } from '@relevo/contract';

/** With more than these at once nobody could follow where each one goes. */
const followable = 3;

export type Places = ReadonlyMap<number, State>;

/**
 * Ids of the cards that have gone from one column to another, if they are few enough to be followed with the eye. What
 * comes with the first load, or after a long absence, moves nothing.
 */
export function movedCards(before: Places, after: Places): number[] {
  const moved: number[] = [];
  for (const [id, state] of after) {
    const from = before.get(id);
    if (from !== undefined && from !== state) moved.push(id);
  }
  return moved.length <= followable ? moved : [];
}
