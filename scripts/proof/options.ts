import { parseArgs } from 'node:util';

type Whole = { min: number; max: number; preset?: number };

/** Reads options of whole numbers, and names. @throws Error that says what is wrong with the command line */
function read<K extends string>(args: readonly string[], known: Record<K, Whole>) {
  const text = Object.keys(known).map((name) => [name, { type: 'string' }] as const);
  const options: Record<string, { type: 'string' | 'boolean' }> = Object.fromEntries(text);
  options.help = { type: 'boolean' };
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options });
  const numbers = (Object.entries(known) as [K, Whole][]).map(([name, whole]) => {
    const given = values[name];
    return [name, typeof given === 'string' ? wholeOf(`--${name}`, given, whole) : whole.preset] as const;
  });
  return {
    help: values.help === true,
    names: positionals,
    numbers: Object.fromEntries(numbers) as Record<K, number | undefined>,
  };
}

function wholeOf(what: string, text: string, { min, max }: Whole): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new Error(`${what} must be a whole number from ${min} to ${max}`);
}

/** How a chaos run is to be; times in seconds. Each of `runs` has the next seed. */
export type ChaosOptions = { seed: number; seconds: number; rate: number; runs: number; patience: number };

export const chaosUsage = `usage: npm run chaos -- [--seed N] [--seconds S] [--rate R] [--runs K] [--patience S]

  --seed N      which faults, where and when      (default 1)
  --seconds S   how long orders and faults come   (default 60)
  --rate R      orders a second                   (default 50)
  --runs K      with the seeds N, N+1, …          (default 1)
  --patience S  for everything to be handed on    (default 150)

Real services and files, lines that fail, processes that are killed. Exit code 0: the promise held; 1: it did not.
`;

const seed = { min: 0, max: 2 ** 31 };

/** @throws Error that says what is wrong with the command line */
export function readChaosOptions(args: readonly string[]): ChaosOptions | 'help' {
  const { help, names, numbers } = read(args, {
    seed: { ...seed, preset: 1 },
    seconds: { min: 5, max: 3_600, preset: 60 },
    rate: { min: 1, max: 1_000, preset: 50 },
    runs: { min: 1, max: 1_000, preset: 1 },
    patience: { min: 1, max: 3_600, preset: 150 },
  });
  if (names.length > 0) throw new Error(`unexpected argument: ${names[0]}`);
  return help ? 'help' : (numbers as ChaosOptions);
}

/** What a fault may be told; what is left out has a default of its own. */
export type FaultOptions = { seed?: number; requests?: number; seconds?: number };

/** @returns which faults to cause, all of them when none is named. @throws Error that says what is wrong */
export function readFaultOptions(
  args: readonly string[],
  known: readonly string[],
): { names: readonly string[]; options: FaultOptions } {
  const { names, numbers } = read(args, {
    seed,
    requests: { min: 1, max: 100_000_000 },
    seconds: { min: 1, max: 86_400 },
  });
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new Error(`unknown fault: ${unknown.join(', ')}; there are: ${known.join(', ')}`);
  return { names: names.length > 0 ? names : known, options: numbers };
}

/** @returns how many orders wait for the ticket service. @throws Error that says what is wrong */
export function readOutageOptions(args: readonly string[]): number {
  const { names } = read(args, {});
  return wholeOf('the number of orders', names[0] ?? '50000', { min: 1, max: 9_999_999 });
}
