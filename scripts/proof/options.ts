import { parseArgs } from 'node:util';

/** How a run is to be. Each of `runs` has the next seed. */
type Options = { seed: number; seconds: number; rate: number; runs: number; patience: number };

export const usage = `usage: npm run chaos -- [--seed N] [--seconds S] [--rate R] [--runs K] [--patience S]

  --seed N      which faults, where and when      (default 1)
  --seconds S   how long orders and faults come   (default 60)
  --rate R      orders a second                   (default 100)
  --runs K      with the seeds N, N+1, …          (default 1)
  --patience S  for everything to be handed on    (default 150)

Real services and files, lines that fail, processes that are killed. Exit code 0: the promise held; 1: it did not.
`;

/** @throws Error that says what is wrong with the command line */
export function readOptions(args: string[]): Options | 'help' {
  const { values } = parseArgs({
    args,
    options: {
      seed: { type: 'string', default: '1' },
      seconds: { type: 'string', default: '60' },
      rate: { type: 'string', default: '100' },
      runs: { type: 'string', default: '1' },
      patience: { type: 'string', default: '150' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  return {
    seed: whole('--seed', values.seed, 0, 2 ** 31),
    seconds: whole('--seconds', values.seconds, 5, 3_600),
    rate: whole('--rate', values.rate, 1, 1_000),
    runs: whole('--runs', values.runs, 1, 1_000),
    patience: whole('--patience', values.patience, 1, 3_600),
  };
}

function whole(option: string, text: string, min: number, max: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new Error(`${option} must be a whole number from ${min} to ${max}`);
}

/** What a fault may be told; what is left out has a default of its own. */
export type FaultOptions = { seed?: number; requests?: number; seconds?: number };

/** Reads the command line. @returns which faults to cause, all of them when none is named */
export function readFaultOptions(
  args: string[],
  known: string[],
): { names: string[]; options: FaultOptions } | { mistake: string } {
  try {
    const text = { type: 'string' } as const;
    const options = { seed: text, requests: text, seconds: text };
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options });
    const unknown = positionals.filter((name) => !known.includes(name));
    if (unknown.length > 0)
      return { mistake: `unknown fault: ${unknown.join(', ')}; there are: ${known.join(', ')}` };
    const numbers = Object.entries(values).map(([name, value]) => [name, Number(value)] as const);
    const bad = numbers.find(([, value]) => !Number.isSafeInteger(value));
    if (bad) return { mistake: `--${bad[0]} needs a whole number` };
    return { names: positionals.length > 0 ? positionals : known, options: Object.fromEntries(numbers) };
  } catch (error) {
    return { mistake: error instanceof Error ? error.message : String(error) };
  }
}
