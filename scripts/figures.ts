/** The value below which this share of an ascending list lies; NaN of an empty one. */
export function percentile(ascending: readonly number[], share: number): number {
  const at = Math.min(ascending.length - 1, Math.max(0, Math.ceil(ascending.length * share) - 1));
  return ascending[at] ?? Number.NaN;
}

export type Spread = { median: number; min: number; max: number };

/** Median, least and greatest of what several rounds gave. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const median =
    sorted.length % 2 === 1
      ? (sorted[Math.floor(middle)] ?? Number.NaN)
      : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
  return { median, min: sorted[0] ?? Number.NaN, max: sorted.at(-1) ?? Number.NaN };
}

/** Ours over the baseline's, round by round: both of a round met the same machine. */
export function ratiosOf(ours: readonly number[], baseline: readonly number[]): number[] {
  return ours.map((value, round) => value / (baseline[round] ?? Number.NaN));
}

/**
 * Runs each subject once a round, round after round, the order turned around in every second one: what the machine
 * does meanwhile meets all of them alike. One round before the first warms up and is not counted, unless told otherwise.
 */
export async function alternate<K extends string, T = number>(
  subjects: Record<K, () => Promise<T>>,
  { rounds, warmUp = true }: { rounds: number; warmUp?: boolean },
): Promise<Record<K, T[]>> {
  const names = Object.keys(subjects) as K[];
  const results = Object.fromEntries(names.map((name) => [name, [] as T[]])) as Record<K, T[]>;
  for (let round = warmUp ? 0 : 1; round <= rounds; round += 1) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const result = await subjects[name]();
      if (round > 0) results[name].push(result);
    }
  }
  return results;
}
