/**
 * The lines of a scale that holds `largest`: at most four, at whole numbers that are easy to read.
 * @returns for example [0, 5, 10, 15] for 12
 */
export function niceScale(largest: number): number[] {
  const rough = Math.max(1, largest / 3);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((times) => times * power).find((one) => one >= rough) ?? rough;
  const lines = Math.max(1, Math.ceil(largest / step));
  return Array.from({ length: lines + 1 }, (_, line) => line * step);
}
