import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Edit, Mutant } from './mutants.ts';

const parts = ['apps', 'packages', 'scripts', 'test', 'package.json', 'tsconfig.json'];

/**
 * Copies the project and plants a bug in the copy. What is installed is linked to, but the project's own packages are
 * the copy's.
 * @param root of the project
 */
export async function plant(
  root: string,
  { edits }: Pick<Mutant, 'edits'>,
): Promise<AsyncDisposable & { dir: string }> {
  const dir = await mkdtemp(join(tmpdir(), 'relevo-mutant-'));
  const copy = { dir, [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }) };
  try {
    await Promise.all(parts.map((part) => cp(join(root, part), join(dir, part), { recursive: true })));
    await linkInstalled(root, dir);
    for (const edit of edits) await apply(dir, edit);
    return copy;
  } catch (error) {
    await copy[Symbol.asyncDispose]();
    throw error;
  }
}

/** @throws Error where the text to replace is not there exactly once */
export function edited(source: string, { file, find, put }: Edit): string {
  const pieces = source.split(find);
  if (pieces.length !== 2) throw new Error(`${file}: found ${pieces.length - 1} times: ${find}`);
  return pieces.join(put);
}

async function apply(dir: string, edit: Edit): Promise<void> {
  const file = join(dir, edit.file);
  await writeFile(file, edited(await readFile(file, 'utf8'), edit));
}

async function linkInstalled(root: string, dir: string): Promise<void> {
  const [from, to] = [join(root, 'node_modules'), join(dir, 'node_modules')];
  await mkdir(join(to, '@relevo'), { recursive: true });
  const installed = (await readdir(from)).filter((name) => name !== '@relevo');
  await Promise.all(installed.map((name) => symlink(join(from, name), join(to, name))));
  for (const group of ['apps', 'packages']) {
    for (const name of await readdir(join(dir, group))) {
      await symlink(join(dir, group, name), join(to, '@relevo', name));
    }
  }
}

/** What speaks against a run, from what its script has printed. */
export function faultsIn(out: string): string[] {
  return [...out.matchAll(/^ +(?:FAULT|FAIL) +(.*)$/gm)].map(([, words = '']) => words.slice(0, 100));
}

/** Those faults that can be this bug's doing. Any other says that something else went wrong, which catches nothing. */
export function noticed(faults: readonly string[], { caughtBy }: Pick<Mutant, 'caughtBy'>): string[] {
  return faults.filter((fault) => caughtBy.some((name) => fault.startsWith(name)));
}
