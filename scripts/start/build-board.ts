import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../root.ts';

const board = join(root, 'apps', 'board');
const page = join(board, 'dist', 'index.html');

/** Lists the files and folders that the page is made from, with each package of ours that it depends on. */
export function boardSources(): string[] {
  const parts = ['src', 'public', 'index.html', 'vite.config.ts', 'precompress.ts'];
  const packages = [...ownDependencies(board)].map((folder) => join(folder, 'src'));
  return [...parts.map((part) => join(board, part)), ...packages, join(root, 'package-lock.json')];
}

function ownDependencies(folder: string, found = new Set<string>()): Set<string> {
  const { dependencies = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  for (const name of Object.keys(dependencies)) {
    const dependency = join(root, 'packages', name.replace('@relevo/', ''));
    if (!name.startsWith('@relevo/') || found.has(dependency)) continue;
    ownDependencies(dependency, found.add(dependency));
  }
  return found;
}

/** Builds the board's page unless the one in `dist` is newer than everything it is made from. */
export async function buildBoard(): Promise<void> {
  const builtAt = changedAt(page);
  if (builtAt !== undefined && boardSources().every((source) => newestIn(source) <= builtAt)) return;
  process.stdout.write('relevo: building the board…\n');
  const { build } = await import('vite');
  const { NODE_ENV } = process.env;
  await build({ root: board, logLevel: 'warn' });
  // Vite leaves NODE_ENV=production behind, which the services would read as a setting.
  if (NODE_ENV === undefined) delete process.env.NODE_ENV;
  else process.env.NODE_ENV = NODE_ENV;
}

function newestIn(path: string): number {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat?.isDirectory()) return stat?.mtimeMs ?? 0;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newestIn(join(path, name))));
}

function changedAt(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs;
}
