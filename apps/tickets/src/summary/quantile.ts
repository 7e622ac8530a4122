/**
 * The value below which the share `q` (0 to 1) of `values` lies, between two of them in proportion, rounded; null of
 * none. It is a spreadsheet's PERCENTILE.INC, so that the figures can be checked against the CSV.
 */
export function quantile(values: readonly number[], q: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const place = (sorted.length - 1) * q;
  const below = sorted[Math.floor(place)];
  const above = sorted[Math.ceil(place)];
  if (below === undefined || above === undefined) return null;
  return Math.round(below + (above - below) * (place - Math.floor(place)));
}

/** Count, median and 90th percentile of durations, in ms. */
export function durations(values: readonly number[]) {
  return { cantidad: values.length, mediana_ms: quantile(values, 0.5), p90_ms: quantile(values, 0.9) };
}
