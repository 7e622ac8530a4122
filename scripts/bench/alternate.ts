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
