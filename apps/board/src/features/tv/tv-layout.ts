/** How much a card on a TV shows. Sizes in rem; `items` is the number of product lines. */
export type Density = {
  name: 'large' | 'medium' | 'large-narrow' | 'medium-narrow' | 'small' | 'smallest';
  rowRem: number;
  minWidthRem: number;
  items: number;
};

// On most screens two of the narrow ones fit side by side.
const densities: readonly [Density, ...Density[]] = [
  { name: 'large', rowRem: 14.2, minWidthRem: 22, items: 4 },
  { name: 'medium', rowRem: 11.1, minWidthRem: 22, items: 3 },
  { name: 'large-narrow', rowRem: 14.2, minWidthRem: 13.5, items: 4 },
  { name: 'medium-narrow', rowRem: 10.8, minWidthRem: 13.5, items: 2 },
  { name: 'small', rowRem: 8.8, minWidthRem: 13.5, items: 1 },
  { name: 'smallest', rowRem: 5.5, minWidthRem: 13.5, items: 0 },
];

/**
 * How a TV's columns are filled: each holds `across` cards side by side and `capacity` cards in all. On a narrow card
 * the number and the age have a line each.
 */
export type Fit = { density: Density; across: number; capacity: number; narrow: boolean };

const narrowRem = 21;
/** Between two cards. */
const gapRem = 0.7;

/** Picks the largest cards with which every order is visible; the smallest where there are too many orders for that. */
export function fitCards(counts: readonly number[], column: { widthRem: number; heightRem: number }): Fit {
  const most = Math.max(0, ...counts);
  const fits = densities.map((density) => fitOf(density, column));
  return (
    fits.find(({ capacity }) => capacity >= most) ??
    fitOf(densities[densities.length - 1] ?? densities[0], column)
  );
}

function fitOf(density: Density, { widthRem, heightRem }: { widthRem: number; heightRem: number }): Fit {
  const across = Math.max(1, Math.floor(widthRem / density.minWidthRem));
  const rows = Math.max(1, Math.floor(heightRem / density.rowRem));
  return { density, across, capacity: across * rows, narrow: widthRem / across - gapRem <= narrowRem };
}

/**
 * Picks how many products a card lists in so many lines. One with notes takes two lines where there are three or
 * more: a note that is cut off is cooked wrong. What is left out is counted in a line of its own. At least one is listed.
 */
export function fitProducts(
  products: readonly { notas?: unknown; [field: string]: unknown }[],
  lines: number,
): number {
  const linesOf = ({ notas }: { notas?: unknown }) => (notas && lines > 2 ? 2 : 1);
  const needed = products.reduce((sum, product) => sum + linesOf(product), 0);
  if (needed <= lines) return products.length;
  let left = lines - 1;
  const firstOut = products.findIndex((product) => {
    left -= linesOf(product);
    return left < 0;
  });
  return Math.max(1, firstOut);
}

/** The visible part of a column. `page` counts from 1. */
type PageOfColumn<T> = { shown: readonly T[]; page: number; pages: number };

/**
 * Picks the page of a column that has more orders than room. Late orders come first and stay on every page, in at most
 * half of the room, so that the others are shown too.
 * @param turn a number that rises with time
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
