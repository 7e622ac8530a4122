const FIRST_MS = 100;
const LONGEST_MS = 5_000;

/** How long after its `deaths`th death in a row a writer may be started again, in ms: the first time at once. */
export function restartDelayMs(deaths: number): number {
  return deaths <= 1 ? 0 : Math.min(FIRST_MS * 2 ** (deaths - 2), LONGEST_MS);
}
