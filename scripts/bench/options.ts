/** Only to see that everything runs: what it comes to is worth nothing. */
export const short = process.argv.includes('--short');

/**
 * How long it takes: as the figures need it, or short to see that everything runs (`--short`). `--stored=N` fills the
 * large database of row 8 with fewer tickets.
 */
export const size = short
  ? { rounds: 1, warmUps: 0, seconds: 1, stored: storedOr(20_000), waiting: 2_000, boards: 100, changes: 40 }
  : {
      rounds: 4,
      warmUps: 2,
      seconds: 2,
      stored: storedOr(2_000_000),
      waiting: 50_000,
      boards: 1_000,
      changes: 160,
    };

function storedOr(usual: number): number {
  const given = process.argv.find((argument) => argument.startsWith('--stored='));
  return given ? Number(given.slice('--stored='.length)) : usual;
}
