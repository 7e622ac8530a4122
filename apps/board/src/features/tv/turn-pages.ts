/** What of a column is in sight now. `page` counts from 1. */
export type PageOfColumn<T> = { shown: readonly T[]; page: number; pages: number };

/**
 * A column with more orders than there is room for turns its pages by itself. Late orders stand first and stay in
 * sight on every page; at most half of the room, so that the others get their turn too.
 * @param turn rises with time
 */
export function turnPages<T>(
  tickets: readonly T[],
  { late, capacity, turn }: { late: number; capacity: number; turn: number },
): PageOfColumn<T> {
  if (tickets.length <= capacity) return { shown: tickets, page: 1, pages: 1 };
  const pinned = Math.min(late, Math.floor(capacity / 2));
  const size = capacity - pinned;
  const rest = tickets.slice(pinned);
  const pages = Math.ceil(rest.length / size);
  const at = turn % pages;
  const shown = [...tickets.slice(0, pinned), ...rest.slice(at * size, (at + 1) * size)];
  return { shown, page: at + 1, pages };
}
