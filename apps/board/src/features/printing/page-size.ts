import type { PaperWidth } from './print-settings.ts';

const mmPerPx = 25.4 / 96;
/** White paper below the last line: the cutter is above the print head. It also takes a line that breaks otherwise. */
const feedMm = 8;
/** Drivers of receipt printers take no longer page; what does not fit goes on on the next. */
const longestMm = 3_000;

/** The rule that makes a page as wide as the paper and as high as what is on it. @param contentPx its height */
export function pageRule(width: PaperWidth, contentPx: number): string {
  const content = Math.ceil(contentPx * mmPerPx) + feedMm;
  // A page wider than high counts as landscape, and a driver would turn it.
  const height = Math.min(Math.max(content, Number(width) + 1), longestMm);
  return `@page { size: ${width}mm ${height}mm;margin:0 }`;
}
