import type { Mutant } from './mutants.ts';

/** What speaks against a run, from what its script has printed. */
export function faultsIn(out: string): string[] {
  return [...out.matchAll(/^ +(?:FAULT|FAIL) +(.*)$/gm)].map(([, words = '']) => words.slice(0, 100));
}

/** Those faults that can be this bug's doing. Any other says that something else went wrong, which catches nothing. */
export function noticed(faults: readonly string[], { caughtBy }: Pick<Mutant, 'caughtBy'>): string[] {
  return faults.filter((fault) => caughtBy.some((name) => fault.startsWith(name)));
}
