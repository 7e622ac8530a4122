import { parseArgs } from 'node:util';

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
