/** How much a card on a TV says. Sizes in rem; `items` is how many lines of products there are. */
export type Density = {
  name: 'amplia' | 'media' | 'doble' | 'densa' | 'chica' | 'minima';
  rowRem: number;
  minWidthRem: number;
  items: number;
};

// The narrow ones stand two beside each other on most screens.
const densities: readonly [Density, ...Density[]] = [
  { name: 'amplia', rowRem: 14.2, minWidthRem: 22, items: 4 },
  { name: 'media', rowRem: 10.8, minWidthRem: 22, items: 2 },
  { name: 'doble', rowRem: 14.2, minWidthRem: 13.5, items: 4 },
  { name: 'densa', rowRem: 10.8, minWidthRem: 13.5, items: 2 },
  { name: 'chica', rowRem: 8.8, minWidthRem: 13.5, items: 1 },
  { name: 'minima', rowRem: 5.5, minWidthRem: 13.5, items: 0 },
];

/** How a TV's columns are filled: `across` cards beside each other, `capacity` in all, in each column. */
export type Fit = { density: Density; across: number; capacity: number };

/** The largest cards with which every order is in sight; where there are too many for that, the smallest. */
export function fitCards(counts: readonly number[], column: { widthRem: number; heightRem: number }): Fit {
  const most = Math.max(0, ...counts);
  const fits = densities.map((density) => fitOf(density, column));
  return fits.find(({ capacity }) => capacity >= most) ?? fitOf(densities.at(-1) ?? densities[0], column);
}

function fitOf(density: Density, { widthRem, heightRem }: { widthRem: number; heightRem: number }): Fit {
  const across = Math.max(1, Math.floor(widthRem / density.minWidthRem));
  const rows = Math.max(1, Math.floor(heightRem / density.rowRem));
  return { density, across, capacity: across * rows };
}

/** What of a column is in sight now. `page` counts from 1. */
type PageOfColumn<T> = { shown: readonly T[]; page: number; pages: number };

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
