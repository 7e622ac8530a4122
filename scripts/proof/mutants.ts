/* `npm run chaos:mutants [-- words of a name]`: plants one bug after the other and says which checks notice it. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { root } from '../root.ts';
import { faultsIn, type Mutant, mutants, noticed, plant } from './mutants/mutants.ts';

const seeds = [1, 2, 3] as const;
// A good build has delivered everything a minute after the last fault: what has not by then, never will.
const patience = ['--patience', '90'];
const short = ['--seconds', '30', '--rate', '60', ...patience];
const whole = ['--seconds', '60', '--rate', '105', ...patience];

process.exitCode = await main(process.argv.slice(2).join(' '));

/** @returns the exit code: 0 when every bug was caught, else 1 */
async function main(wanted: string): Promise<0 | 1> {
  const chosen = mutants.filter(({ name }) => name.includes(wanted));
  const runnable = chosen.filter(({ needs }) => !needs || isInstalled(needs));
  if (!(await isGoodWithout(runnable))) return 1;
  let caught = 0;
  for (const mutant of chosen) {
    const found = runnable.includes(mutant) ? await hunt(mutant) : `ERROR: needs ${mutant.needs}`;
    if (typeof found !== 'string') caught += 1;
    const words = typeof found === 'string' ? found : `seed ${found.seed}: ${found.faults.join('; ')}`;
    process.stdout.write(`${mutant.name}\n  ${words}\n`);
  }
  process.stdout.write(`${caught} of ${chosen.length} bugs were caught\n`);
  return caught > 0 && caught === chosen.length ? 0 : 1;
}

/** The control: where a build without a bug fails as well, a failure says nothing about a bug. */
async function isGoodWithout(bugs: readonly Mutant[]): Promise<boolean> {
  await using copy = await plant(root, { edits: [] });
  const scripts = new Map(bugs.map(({ by }) => [String(by), scriptOf({ by }, seeds[0])]));
  for (const script of scripts.values()) {
    const { code, out } = await run(copy.dir, script);
    const words = code === 0 ? 'held' : `FAILED: ${faultsIn(out).join('; ') || out.slice(-2_000)}`;
    process.stdout.write(`without a bug (${script.join(' ')})\n  ${words}\n`);
    if (code !== 0) return false;
  }
  return true;
}

/** @returns the first seed that shows the bug, and what showed it; else what happened instead */
async function hunt(mutant: Mutant): Promise<{ seed: number; faults: string[] } | string> {
  await using copy = await plant(root, mutant);
  const others: string[] = [];
  for (const seed of seeds) {
    const { code, out } = await run(copy.dir, scriptOf(mutant, seed));
    const all = faultsIn(out);
    const faults = noticed(all, mutant);
    if (code !== 0 && faults.length > 0) return { seed, faults };
    others.push(...all);
    if (code !== 0 && all.length === 0)
      process.stderr.write(`${mutant.name}: ended with ${code} and no verdict\n${out.slice(-2_000)}\n`);
  }
  return `NOT CAUGHT${others.length > 0 ? ` (only: ${others.join('; ')})` : ''}`;
}

function scriptOf(mutant: Pick<Mutant, 'by' | 'whole'>, seed: number): readonly string[] {
  return mutant.by ?? ['chaos', '--seed', String(seed), ...(mutant.whole ? whole : short)];
}

function isInstalled(program: string): boolean {
  return spawnSync(program, ['-V']).status === 0;
}

async function run(dir: string, [script, ...args]: readonly string[]) {
  const child = spawn(process.execPath, [`scripts/proof/${script}.ts`, ...args], {
    cwd: dir,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [out, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  return { code: code as number | null, out };
}
