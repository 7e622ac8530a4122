/* `npm run chaos:mutants [-- words of a name]`: plants one bug after the other and says which checks notice it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { type Mutant, mutants } from './chaos/mutants/mutants.ts';
import { plant } from './chaos/mutants/plant.ts';
import { root } from './root.ts';

const seeds = [1, 2, 3];
const length = ['--seconds', '30', '--rate', '60', '--patience', '40'];

const wanted = process.argv.slice(2).join(' ');
const chosen = mutants.filter(({ name }) => name.includes(wanted));
let missed = chosen.length === 0 ? 1 : 0;
for (const mutant of chosen) {
  const found = await hunt(mutant);
  if (!found) missed += 1;
  const caught = found ? `seed ${found.seed}: ${found.faults.join('; ')}` : 'NOT CAUGHT';
  process.stdout.write(`${mutant.name}\n  ${caught}\n`);
}
process.stdout.write(`${chosen.length - missed} of ${chosen.length} bugs were caught\n`);
process.exitCode = missed === 0 ? 0 : 1;

/** @returns the first seed that shows the bug, and what spoke against the run */
async function hunt(mutant: Mutant): Promise<{ seed: number; faults: string[] } | undefined> {
  await using copy = await plant(root, mutant);
  for (const seed of seeds) {
    const script = mutant.by ?? ['chaos', '--seed', String(seed), ...length];
    const { code, out } = await run(copy.dir, script);
    const faults = [...out.matchAll(/^ +(?:FAULT|FAIL) +(.*)$/gm)].map(([, words = '']) =>
      words.slice(0, 100),
    );
    if (code !== 0 && faults.length > 0) return { seed, faults };
    if (code !== 0)
      process.stderr.write(`${mutant.name}: ended with ${code} and no verdict\n${out.slice(-2_000)}\n`);
  }
  return undefined;
}

async function run(dir: string, [script, ...args]: readonly string[]) {
  const child = spawn(process.execPath, [`scripts/${script}.ts`, ...args], {
    cwd: dir,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [out, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  return { code: code as number | null, out };
}
