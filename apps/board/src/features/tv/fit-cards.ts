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
