import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

// Read once, and leniently: tests load this too, with a command line of their own. `bench.ts` names what it does not know.
const { values, positionals, tokens } = parseArgs({
  args: process.argv.slice(2),
  allowPositionals: true,
  strict: false,
  tokens: true,
  options: { short: { type: 'boolean' }, stored: { type: 'string' }, beside: { type: 'string' } },
});

/** The parts that are asked for. */
export const asked: readonly string[] = positionals;

/** Options that there are not. */
export const unknownOptions: readonly string[] = tokens.flatMap((token) =>
  token.kind === 'option' && !['short', 'stored', 'beside'].includes(token.name) ? [token.rawName] : [],
);

/** Only to see that everything runs: what it comes to is worth nothing. */
export const short = values.short === true;

/** The folder of the checkout to measure beside this one; undefined unless given. */
export const beside = typeof values.beside === 'string' ? fromCaller(values.beside) : undefined;

/**
 * How long it takes: as the figures need it, or short to see that everything runs (`--short`). `--stored=N` fills the
 * large database of row 8 with fewer tickets.
 */
export const size = short
  ? {
      rounds: 1,
      pairs: 1,
      warmUps: 0,
      seconds: 1,
      stored: storedOr(20_000),
      waiting: 2_000,
      boards: 100,
      changes: 40,
    }
  : {
      rounds: 4,
      /** Rounds with another checkout: two checkouts differ by less than a service and its baseline. */
      pairs: 8,
      warmUps: 2,
      seconds: 2,
      stored: storedOr(2_000_000),
      waiting: 50_000,
      boards: 1_000,
      changes: 160,
    };

function storedOr(usual: number): number {
  return typeof values.stored === 'string' ? Number(values.stored) : usual;
}

/** npm runs scripts in the project's folder, and says in INIT_CWD where it was called. */
function fromCaller(path: string): string {
  return resolve(process.env.INIT_CWD ?? '', path);
}
